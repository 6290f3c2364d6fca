import type { Raster } from '../../core/engine/raster.js';
import { tiffFormat } from '../../core/image-formats.js';
import { damaged } from '../damaged.js';
import type { Samples } from '../fill-raster.js';
import { describeTiff, hasSeparatePlanes } from './describe-tiff.js';
import type { TiffImage } from './describe-tiff.js';
import { TAG } from './tags.js';
import type { TiffDirectory, TiffLayout } from './tiff-file.js';
import { entryOf } from './write-directory.js';

const [GREY, INTERLEAVED, NO_DIFFERENCES, DIFFERENCES] = [1, 1, 1, 2];
/** LZW and Deflate. Other compressions have no differences, whatever the tag says. */
const WITH_DIFFERENCES = new Set([5, 8, 32_946]);

/** Decodes a TIFF of one grey image. */
type ReadGrey = (grey: TiffImage) => Promise<Samples>;

/**
 * Decodes planes as grey images, since the decoder has at most five samples a pixel: separate planes one by one, and
 * interleaved ones as an image that is as many times as wide, in which the samples of a pixel are neighbours.
 * @param target of the image's planes, and alpha where it has one
 * @throws ImageError where the file is damaged
 */
export async function readPlanes(
  image: TiffImage,
  layout: TiffLayout,
  readGrey: ReadGrey,
  target: Raster,
): Promise<void> {
  const { samplesPerPixel, width, height } = image;
  const read = async (directory: TiffDirectory, count: number): Promise<Samples['data']> => {
    const grey = describeTiff(directory);
    if (typeof grey === 'string') throw damaged(tiffFormat, grey);
    const { data } = await readGrey(grey);
    if (data.length !== count) throw damaged(tiffFormat, `${data.length} samples in place of ${count}`);
    return data;
  };
  if (hasSeparatePlanes(image)) {
    for (let sample = 0; sample < samplesPerPixel; sample++) {
      const data = await read(separatePlane(image, sample, layout), width * height);
      samplesOf(target, image, sample).set(data);
    }
    return;
  }
  const data = await read(wideImage(image, layout), width * height * samplesPerPixel);
  if (hasDifferences(image)) addDifferences(data, image);
  for (let sample = 0; sample < samplesPerPixel; sample++) {
    const to = samplesOf(target, image, sample);
    for (let at = 0, from = sample; at < to.length; at++, from += samplesPerPixel) to[at] = data[from]!;
  }
}

/** Where a sample of all pixels lies in the Raster: in alpha, which is the last, or in a plane of its own. */
function samplesOf({ width, height, data, alpha }: Raster, { alphaAt }: TiffImage, sample: number) {
  if (sample === alphaAt) return alpha!;
  return data.subarray(sample * width * height, (sample + 1) * width * height);
}

/** Tags of each sample of a pixel, of which grey has one. */
const OF_EACH_SAMPLE = [TAG.extraSamples, TAG.sampleFormat];

function separatePlane(
  { directory, samplesPerPixel, tiled, pieces }: TiffImage,
  plane: number,
  layout: TiffLayout,
) {
  const count = pieces.offsets.length / samplesPerPixel;
  if (!Number.isInteger(count)) throw damaged(tiffFormat, 'its planes have different numbers of pieces');
  const own = (values: readonly number[]) => values.slice(plane * count, (plane + 1) * count);
  return directory.with(
    [
      ...greyEntries(layout),
      entryOf(tiled ? TAG.tileOffsets : TAG.stripOffsets, own(pieces.offsets), layout.word, layout),
      entryOf(tiled ? TAG.tileByteCounts : TAG.stripByteCounts, own(pieces.counts), layout.word, layout),
    ],
    OF_EACH_SAMPLE,
  );
}

function wideImage({ directory, width, samplesPerPixel }: TiffImage, layout: TiffLayout) {
  const tileWidth = directory.number(TAG.tileWidth);
  const times = (pixels: number) => [pixels * samplesPerPixel];
  return directory.with(
    [
      ...greyEntries(layout),
      entryOf(TAG.width, times(width), 4, layout),
      ...(tileWidth === undefined ? [] : [entryOf(TAG.tileWidth, times(tileWidth), 4, layout)]),
      // Differences are those of whole pixels, and added up here.
      entryOf(TAG.predictor, [NO_DIFFERENCES], 2, layout),
    ],
    OF_EACH_SAMPLE,
  );
}

function greyEntries(layout: TiffLayout) {
  return [
    entryOf(TAG.photometric, [GREY], 2, layout),
    entryOf(TAG.samplesPerPixel, [1], 2, layout),
    entryOf(TAG.planarConfiguration, [INTERLEAVED], 2, layout),
  ];
}

function hasDifferences({ directory, compression }: TiffImage): boolean {
  return directory.number(TAG.predictor) === DIFFERENCES && WITH_DIFFERENCES.has(compression);
}

/** Each row of a strip or a tile begins with the samples of its first pixel; differences from pixel to pixel follow. */
function addDifferences(
  data: Samples['data'],
  { directory, width, height, samplesPerPixel, tiled }: TiffImage,
): void {
  const across = tiled ? directory.number(TAG.tileWidth)! : width;
  for (let y = 0; y < height; y++) {
    for (let left = 0; left < width; left += across) {
      const first = (y * width + left) * samplesPerPixel;
      const end = first + Math.min(across, width - left) * samplesPerPixel;
      for (let i = first + samplesPerPixel; i < end; i++) data[i]! += data[i - samplesPerPixel]!;
    }
  }
}
