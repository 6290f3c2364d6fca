/** Bundles the functions into dist/lambda/handler.mjs, and writes the licences of the bundled packages beside it. */
import { bundle } from './bundle.mjs';
import { writeLicences } from './licences.mjs';

const files = await bundle({ entryPoint: 'lambda/handler.ts', outfile: 'dist/lambda/handler.mjs' });
writeLicences('dist/lambda/LICENSES.txt', files);
