// `npm run compile:libjpeg`, after a change in libjpeg/: writes libjpeg/libjpeg.wasm, which is committed.
import { writeFile } from 'node:fs/promises';
import { compileLibjpeg, WASM } from './compiler.mjs';

await writeFile(WASM, compileLibjpeg());
