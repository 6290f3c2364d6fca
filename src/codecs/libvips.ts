import sharp from 'sharp';

/** For threads that work on many images: libvips keeps nothing of one for the next, and starts no threads of its own. */
export function restrainLibvips(): void {
  sharp.cache(false);
  sharp.concurrency(1);
}
