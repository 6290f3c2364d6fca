import { createRequire } from 'node:module';
import type sharp from 'sharp';

let loaded: typeof sharp | undefined;
let isRestrained = false;

/** sharp, which is loaded when it is first needed: that takes a tenth of a second, and most JPEG files never need it. */
export function libvips(): typeof sharp {
  if (!loaded) {
    loaded = createRequire(import.meta.url)('sharp') as typeof sharp;
    if (isRestrained) restrain(loaded);
  }
  return loaded;
}

/** Turns off the cache and the threads of libvips, for a thread that works on many images. */
export function restrainLibvips(): void {
  isRestrained = true;
  if (loaded) restrain(loaded);
}

function restrain(library: typeof sharp): void {
  library.cache(false);
  library.concurrency(1);
}
