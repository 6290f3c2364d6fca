import sharp from 'sharp';
import { mean } from './statistics.mjs';

/**
 * Compares the contestants' files, with the same random choices for all. Where there is a peer, PSNR compares each file with
 * the result of the last contestant (the tuned peer) before encoding. One decoder reads all files.
 */
export async function comparePictures(contestants, job, images) {
  const found = contestants.map(() => ({ psnr: [], subsampling: '' }));
  for (let image = 0; image < images; image++) {
    const answers = [];
    for (const contestant of contestants) answers.push(await contestant.ask({ job, image, pinned: true }));
    const reference = answers.findLast(({ lossless }) => lossless)?.lossless;
    for (const [who, { file }] of answers.entries()) {
      const { chromaSubsampling } = await sharp(Buffer.from(file, 'base64')).metadata();
      found[who].subsampling = chromaSubsampling;
      if (reference) found[who].psnr.push(await psnr(file, reference));
    }
  }
  return found.map(({ psnr, subsampling }) => ({
    subsampling,
    ...(psnr.length > 0 && { psnr: mean(psnr) }),
  }));
}

async function psnr(a, b) {
  const [first, second] = await Promise.all([a, b].map(samples));
  let squares = 0;
  for (let i = 0; i < first.length; i++) squares += (first[i] - second[i]) ** 2;
  return 10 * Math.log10((255 * 255 * first.length) / squares);
}

function samples(file) {
  return sharp(Buffer.from(file, 'base64')).raw().toBuffer();
}
