import { describe, expect, it } from 'vitest';
import type { LabelSchema } from '../format.js';
import { yolo } from './yolo.js';

const POSE: LabelSchema = {
  classes: ['person'],
  keypoints: { count: 2, dimensions: 3, names: ['left', 'right'], partners: [1, 0] },
};

function read(text: string, schema: LabelSchema) {
  const context = { image: 'a.jpg', width: 100, height: 80, channels: 3 as const, schema };
  return yolo.read([{ role: 'labels', key: 'a.txt', bytes: new TextEncoder().encode(text) }], context);
}

describe('YOLO poses', () => {
  it('names keypoints, and asks for kpt_shape if it cannot count them', () => {
    const row = '0 0.5 0.5 0.2 0.4 0.45 0.55 2 0.5 0.6 1';
    expect(read(row, POSE).annotations.objects[0]!.keypoints).toMatchObject([
      { name: 'left', visibility: 2 },
      { name: 'right', visibility: 1 },
    ]);
    expect(read(row, { classes: ['dog'], task: 'pose' }).problems[0]!.reason).toContain('kpt_shape');
    expect(read(row.replace(/1$/, '7'), POSE).problems[0]!.reason).toContain(
      'visibilities 2, 7: expected 0, 1 or 2',
    );
    expect(read(`${row} 0.1`, POSE).problems[0]!.reason).toContain('12 columns: expected 11');
  });

  it('reads confidences in place of visibilities, for all rows of a file, and says so', () => {
    const rows = ['0 0.5 0.5 0.2 0.4 0.4 0.5 0.25 0.5 0.6 0', '0 0.5 0.5 0.2 0.4 0.4 0.5 1 0.5 0.6 0.0'];
    const { annotations, problems } = read(rows.join('\n'), POSE);
    const visibilities = annotations.objects.map(({ keypoints }) => keypoints!.map((one) => one.visibility));
    expect(visibilities).toEqual([
      [2, 0],
      [2, 0],
    ]);
    const [problem, ...others] = problems;
    expect(problem).toMatchObject({ line: 1, severity: 'warning' });
    expect(problem!.reason).toContain('are confidences: above 0 is visible');
    expect(others).toEqual([]);
    expect(read(rows[1]!, POSE).annotations.objects[0]!.keypoints![0]!.visibility).toBe(1);
    const both = read(`${rows[0]!}\n${rows[1]!.replace(/1 0.5/, '2 0.5')}`, POSE).problems;
    expect(both).toMatchObject([{ line: 2, severity: 'rejected' }, { severity: 'warning' }]);
  });

  it('reads confidences where nothing declares keypoints', () => {
    const { annotations } = read('0 0.5 0.5 0.2 0.4 0.4 0.5 0.25', { classes: ['dog'] });
    expect(annotations.objects[0]!.keypoints).toMatchObject([{ visibility: 2 }]);
  });

  it('reads keypoints without visibility at 0 0 or below as not labelled', () => {
    const schema: LabelSchema = { classes: ['person'], keypoints: { count: 4, dimensions: 2 } };
    const [object] = read('0 0.5 0.5 0.2 0.4 0 0 0.45 0.55 -0.1 0.5 0 0.5', schema).annotations.objects;
    expect(object!.keypoints!.map(({ visibility }) => visibility)).toEqual([0, 2, 0, 2]);
  });
});
