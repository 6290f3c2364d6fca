import sharp from 'sharp';

/** The mean difference of all samples of two pictures, in levels; NaN if their sizes differ. */
export async function meanDifference(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [ours, theirs] = await Promise.all([pixels(one), pixels(other)]);
  if (ours.width !== theirs.width || ours.height !== theirs.height) return NaN;
  const off = ours.data.reduce((sum, level, at) => sum + Math.abs(level - theirs.data[at]!), 0);
  return off / ours.data.length;
}

async function pixels(png: Uint8Array) {
  const image = sharp(png).toColourspace('srgb').removeAlpha();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
