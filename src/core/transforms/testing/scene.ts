import type { AnnotatedObject } from '../../annotations/model.js';
import type { Box } from '../../geometry/types.js';
import type { Scene } from '../transform.js';

/** An image with objects that have boxes. */
export function sceneOf(
  width: number,
  height: number,
  boxes: readonly Box[] = [],
  channels: 1 | 3 = 3,
): Scene {
  const objects = boxes.map((box): AnnotatedObject => ({ class: 'thing', box }));
  return { width, height, channels, annotations: { width, height, objects, labelMaps: [], tags: [] } };
}
