import { loadTurboJpeg } from '../turbojpeg.js';
import type { LibJpeg } from './libjpeg.js';
import { wasmLibJpeg } from './wasm/embedded.js';

let loaded: LibJpeg | undefined;

/** The library for this machine: native where there is one, else as WebAssembly, which takes several times as long. */
export function libjpeg(): LibJpeg {
  return (loaded ??= loadTurboJpeg() ?? wasmLibJpeg());
}
