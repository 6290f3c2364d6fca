import type { Point } from '../../../geometry/types.js';

export const encode = (text: string) => new TextEncoder().encode(text);
const lines = (...items: unknown[]) => `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;

export interface File {
  readonly width?: number;
  readonly height?: number;
  readonly image?: object;
  readonly category?: object;
  readonly annotations?: readonly object[];
}

/** A file as this format writes it: one image, ids from 1. */
export function fileOf({ width = 6, height = 4, image, category, annotations = [] }: File): string {
  const all = annotations.map((annotation, i) => ({ id: i + 1, image_id: 1, category_id: 7, ...annotation }));
  return [
    '{\n"info": {"year":2024}',
    '"licenses": null',
    `"images": ${lines({ id: 1, file_name: 'a b.rf.c0.jpg', width, height, ...image })}`,
    `"annotations": ${all.length > 0 ? lines(...all) : '[]'}`,
    `"categories": ${lines({ id: 7, name: 'cat', supercategory: 'animal', ...category })}\n}\n`,
  ].join(',\n');
}

export const square = (x: number, y: number, size: number): Point[] => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
];
export const RUNS = [5, 2, 2, 2, 13];
export const ROUND = {
  bbox: [0.1, 0.2, 0.3, 0.7],
  segmentation: [[0.1, 0.2, 0.4, 0.2, 0.4, 0.9]],
  area: 0.105,
  iscrowd: 0,
};
