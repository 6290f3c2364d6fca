/** Bundles the functions into dist/lambda, and writes the licences of the bundled packages beside them. */
import { bundle } from './bundle.mjs';
import { writeLicences } from './licences.mjs';

const files = [];
for (const name of ['handler', 'announce'])
  files.push(...(await bundle({ entryPoint: `lambda/${name}.ts`, outfile: `dist/lambda/${name}.mjs` })));
writeLicences('dist/lambda/LICENSES.txt', files);
