/** Bundles the functions into dist/lambda/handler.mjs. */
import { bundle } from './bundle.mjs';

await bundle({ entryPoint: 'lambda/handler.ts', outfile: 'dist/lambda/handler.mjs' });
