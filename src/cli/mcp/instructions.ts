import type { Tool } from './tool.js';

/** What an agent is told before it uses the first tool. */
export function instructions(within: readonly string[], tools: readonly Tool[]): string {
  const writes = tools.some((tool) => tool.writes);
  return [
    'Augments images together with their labels (boxes, polygons, keypoints, masks; YOLO, COCO, Pascal VOC and others), reproducibly: ' +
      'the same images, labels and recipe give the same bytes.',
    `Only what lies below these places can be used: ${within.join(', ')}. Relative paths begin at the first.`,
    `Usual order: ${tools.map(({ name }) => name).join(', ')}. Look at the picture of preview before you go on.`,
    'A recipe is YAML:',
    'seed: 42\nvariants: 4\ntransforms:\n  - HorizontalFlip: { p: 0.5 }\n  - Affine: { rotate: [-10, 10], scale: [0.8, 1.2], p: 1 }\n' +
      '  - OneOf: { p: 0.3, transforms: [GaussianBlur, MotionBlur] }\noutput: { originals: true }',
    writes
      ? 'run writes its output beside the data set, never inside it, and only adds or replaces files that it made itself. ' +
        'pool is needed for recipes that mix images.'
      : 'Nothing is written: this server was started to read only.',
  ].join('\n');
}
