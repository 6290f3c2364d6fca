// `npm run check:kernels`: fails if kernels/kernels.wasm is not what kernels/*.ts compile to.
import { readFile } from 'node:fs/promises';
import { compileKernels, WASM } from './compiler.mjs';

const [committed, compiled] = await Promise.all([readFile(WASM), compileKernels()]);
if (!compiled.equals(committed)) {
  console.error(
    'kernels/kernels.wasm differs from what kernels/*.ts compile to: run `npm run compile:kernels`',
  );
  process.exitCode = 1;
}
