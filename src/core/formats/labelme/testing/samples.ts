import type { Point } from '../../../geometry/types.js';
import { base64OfBytes } from '../../shared/base64.js';
import { encodePng } from '../../shared/png.js';

export interface Shape {
  readonly label: string;
  readonly points: readonly unknown[];
  readonly [key: string]: unknown;
}

/** A file as LabelMe 5 writes it, for an image of 100×80. */
export function fileOf(shapes: readonly Shape[], change: object = {}): string {
  const size = { imageHeight: 80, imageWidth: 100 };
  const top = { version: '5.4.1', flags: {}, shapes, imagePath: 'image.one.jpg', imageData: null, ...size };
  return JSON.stringify({ ...top, ...change }, null, 2);
}

export function shape(
  shape_type: string,
  label: string,
  points: readonly unknown[],
  more: object = {},
): Shape {
  return { label, points, group_id: null, description: '', shape_type, flags: {}, mask: null, ...more };
}

export const square = (x: number, y: number, size: number): Point[] => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
];

const cropped = encodePng({
  width: 3,
  height: 2,
  depth: 8,
  colour: 'grey',
  data: Uint8Array.of(0, 1, 1, 1, 0, 1),
});
/** 011 above 101. */
export const PNG = base64OfBytes(cropped);
