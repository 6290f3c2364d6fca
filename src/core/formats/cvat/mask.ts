import type { Bitmap } from '../../geometry/types.js';
import { BadLabel } from '../shared/json-file.js';

/** Where a mask lies in its image, in whole pixels. */
export interface MaskBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A mask as a bitmap of the whole image. The run lengths cover the box row by row, beginning with zeros. What lies outside
 * the image is lost.
 * @throws BadLabel if the runs do not cover the box exactly
 */
export function bitmapOfRuns(
  runs: readonly number[],
  box: MaskBox,
  image: { readonly width: number; readonly height: number },
): Bitmap {
  const bitmap = {
    width: image.width,
    height: image.height,
    data: new Uint8Array(image.width * image.height),
  };
  const total = runs.reduce((sum, run) => sum + run, 0);
  if (runs.some((run) => !Number.isInteger(run) || run < 0) || total !== box.width * box.height)
    throw new BadLabel(`rle covers ${total} pixels, but its box of ${box.width}×${box.height} has others`);
  let position = 0;
  for (const [index, run] of runs.entries()) {
    if (index % 2 === 1) setRun(bitmap, box, position, position + run);
    position += run;
  }
  return bitmap;
}

function setRun({ width, height, data }: Bitmap, box: MaskBox, from: number, to: number): void {
  for (let at = from; at < to;) {
    const row = Math.floor(at / box.width);
    const end = Math.min(to, (row + 1) * box.width);
    const y = box.top + row;
    const x0 = Math.max(0, box.left + at - row * box.width);
    const x1 = Math.min(width, box.left + end - row * box.width);
    if (y >= 0 && y < height && x1 > x0) data.fill(1, y * width + x0, y * width + x1);
    at = end;
  }
}

/** The run lengths of the part of a bitmap inside a box, row by row, beginning with zeros. */
export function runsOfBitmap({ width, height, data }: Bitmap, box: MaskBox): number[] {
  const runs: number[] = [];
  let [value, length] = [0, 0];
  for (let y = box.top; y < box.top + box.height; y++)
    for (let x = box.left; x < box.left + box.width; x++) {
      const isInside = x >= 0 && y >= 0 && x < width && y < height;
      const pixel = isInside ? data[y * width + x]! : 0;
      if (pixel !== value) {
        runs.push(length);
        [value, length] = [pixel, 0];
      }
      length++;
    }
  return [...runs, length];
}
