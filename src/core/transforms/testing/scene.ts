import type { AnnotatedObject } from '../../annotations/model.js';
import type { Box } from '../../geometry/types.js';
import type { Random } from '../../plan/random.js';
import type { OtherSource, Scene } from '../transform.js';

/** An image with objects that have boxes, and others beside it. */
export function sceneOf(
  width: number,
  height: number,
  boxes: readonly Box[] = [],
  channels: 1 | 3 = 3,
): Scene {
  const objects = boxes.map((box): AnnotatedObject => ({ class: 'thing', box }));
  const annotations = { width, height, objects, labelMaps: [], tags: [] };
  return { width, height, channels, annotations, others: drawOthers };
}

const OTHERS: readonly OtherSource[] = [
  { width: 64, height: 48 },
  { width: 30, height: 90 },
  { width: 500, height: 500 },
].map((frame, index) => ({
  source: { key: `other${index}.jpg`, sha256: String(index).repeat(64), frame },
  labels: {
    ...frame,
    objects: [
      { class: 'thing', box: [5, 6, 25, 40] as const },
      { class: 'stuff', box: [2, 2, 28, 46] as const },
    ],
    labelMaps: [],
    tags: [],
  },
  operations: [],
  ...frame,
}));

function drawOthers(count: number, random: Random): OtherSource[] {
  return Array.from({ length: count }, () => OTHERS[random.integer(0, OTHERS.length - 1)]!);
}
