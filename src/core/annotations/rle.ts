import type { Bitmap } from '../geometry/types.js';

/*
 * COCO's run-length encoding, as in pycocotools: lengths of runs of 0 and 1 in turn, beginning with 0, down the columns
 * from left to right. The text has each length (from the fourth on, its difference to the length two before) in groups
 * of five bits, lowest first, with a sixth bit where another group follows. A group is the character 48 + its value.
 */

/**
 * @param counts lengths of the runs; together `width · height`
 * @throws RangeError where they are anything else
 */
export function bitmapOfCounts(counts: readonly number[], width: number, height: number): Bitmap {
  const data = new Uint8Array(width * height);
  let position = 0;
  for (const [index, count] of counts.entries()) {
    if (!Number.isInteger(count) || count < 0)
      throw new RangeError(`run ${index + 1} of the RLE is ${count}`);
    const end = position + count;
    if (end > data.length) break;
    if (index % 2 === 1) fillColumns(data, width, height, position, end);
    position = end;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total !== data.length) {
    throw new RangeError(`the RLE's runs cover ${total} pixels, ${width}×${height} needs ${data.length}`);
  }
  return { width, height, data };
}

function fillColumns(data: Uint8Array, width: number, height: number, from: number, to: number): void {
  let x = Math.floor(from / height);
  let y = from % height;
  for (let left = to - from; left > 0; left--) {
    data[y * width + x] = 1;
    if (++y === height) {
      y = 0;
      x++;
    }
  }
}

/** @returns the run lengths of a bitmap, the first being of zeros (0 where it begins with a one) */
export function countsOfBitmap({ width, data }: Bitmap): number[] {
  const counts: number[] = [];
  let value = 0;
  let length = 0;
  for (let x = 0; x < width; x++) {
    for (let index = x; index < data.length; index += width) {
      if (data[index] === value) length++;
      else {
        counts.push(length);
        value = 1 - value;
        length = 1;
      }
    }
  }
  counts.push(length);
  return counts;
}

const FIRST_CODE = 48;
const MORE = 0x20;
const SIGN = 0x10;

/** Run lengths as COCO's compressed text. */
export function textOfCounts(counts: readonly number[]): string {
  let text = '';
  for (const [index, count] of counts.entries()) {
    let rest = index > 2 ? count - counts[index - 2]! : count;
    for (let more = true; more;) {
      const bits = rest & 0x1f;
      rest >>= 5;
      more = bits & SIGN ? rest !== -1 : rest !== 0;
      text += String.fromCharCode(FIRST_CODE + (more ? bits | MORE : bits));
    }
  }
  return text;
}

/**
 * Run lengths from COCO's compressed text.
 * @throws RangeError where it holds other characters, or ends within a number
 */
export function countsOfText(text: string): number[] {
  const counts: number[] = [];
  let value = 0;
  let shift = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at) - FIRST_CODE;
    if (code < 0 || code > 63 || shift > 30)
      throw new RangeError(`the RLE's text is broken at character ${at + 1}`);
    value |= (code & 0x1f) << shift;
    shift += 5;
    if (code & MORE) continue;
    if (code & SIGN && shift < 32) value |= -1 << shift;
    counts.push(counts.length > 2 ? value + counts[counts.length - 2]! : value);
    value = shift = 0;
  }
  if (shift > 0) throw new RangeError("the RLE's text ends within a number");
  return counts;
}
