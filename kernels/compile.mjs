// `npm run compile:kernels`, after a change in kernels/: writes kernels/kernels.wasm, which is committed.
import { writeFile } from 'node:fs/promises';
import { compileKernels, WASM } from './compiler.mjs';

await writeFile(WASM, await compileKernels());
