import { decodeBase64 } from '../../../core/base64.js';
import { LIBJPEG_BASE64 } from './libjpeg.generated.js';
import { createWasmLibJpeg } from './libjpeg-wasm.js';
import type { WasmLibJpeg } from './libjpeg-wasm.js';

let loaded: WasmLibJpeg | undefined;

/** The library that comes with this package, compiled at the first call in each thread. */
export function wasmLibJpeg(): WasmLibJpeg {
  return (loaded ??= createWasmLibJpeg(new WebAssembly.Module(decodeBase64(LIBJPEG_BASE64))));
}
