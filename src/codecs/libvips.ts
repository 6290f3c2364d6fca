import sharp from 'sharp';

/** Turns off the cache and the threads of libvips, for a thread that works on many images. */
export function restrainLibvips(): void {
  sharp.cache(false);
  sharp.concurrency(1);
}
