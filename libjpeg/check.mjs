// `npm run check:libjpeg`: fails if libjpeg/libjpeg.wasm is not what the sources compile to.
import { readFile } from 'node:fs/promises';
import { compileLibjpeg, WASM } from './compiler.mjs';

if (!compileLibjpeg().equals(await readFile(WASM))) {
  console.error(
    'libjpeg/libjpeg.wasm differs from what the sources compile to: run `npm run compile:libjpeg`',
  );
  process.exitCode = 1;
}
