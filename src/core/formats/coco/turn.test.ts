import { describe, expect, it } from 'vitest';
import { moveAnnotations } from '../../annotations/move.js';
import type { Operation, Orientation } from '../../plan/operations.js';
import { coco } from './coco.js';
import { encode, fileOf } from './testing/file-of.js';
import { wholeText } from '../testing/text.js';

const size = { width: 80, height: 60 };
const orient = (to: Orientation): Operation => ({ kind: 'orient', to });
const crop: Operation = {
  kind: 'window',
  border: 'constant',
  fill: [0],
  maskFill: 0,
  x: 10,
  y: 5,
  width: 60,
  height: 50,
};
const TURNED = {
  bbox: [10, 20, 40, 10],
  area: 400,
  iscrowd: 0,
  segmentation: [],
  attributes: { occluded: false, rotation: 30 },
};

function read(annotation: object) {
  const { schema, parts } = coco.dataset!.read(
    'labels.json',
    encode(fileOf({ ...size, annotations: [annotation] })),
  );
  const context = { image: 'a.jpg', ...size, channels: 3 as const, schema };
  return { schema, ...coco.read(parts![0]!, context) };
}

async function moved(annotation: object, operations: readonly Operation[]) {
  const { schema, annotations } = read(annotation);
  const { annotations: after, report } = moveAnnotations(annotations, operations);
  const text = await wholeText(
    coco.dataset!.write(schema, [{ image: 'a.jpg', annotations: after }], undefined),
  );
  const { annotations: written } = JSON.parse(text) as { annotations: Record<string, unknown>[] };
  return { written: written[0]!, warnings: report.datasetWarnings };
}

describe('a bbox of COCO with attributes.rotation', () => {
  it('is an oriented box, turned clockwise about its centre', () => {
    const [object] = read(TURNED).annotations.objects;
    expect(object!.box).toBeUndefined();
    const [first, second] = object!.orientedBox!;
    expect(second[0] - first[0]).toBeCloseTo(40 * Math.cos(Math.PI / 6));
    expect(second[1] - first[1]).toBeCloseTo(20);
  });

  it.each([
    ['mirrored', [orient('flip_horizontal')], [30, 20, 40, 10], 330],
    ['mirrored at the other axis', [orient('flip_vertical')], [10, 30, 40, 10], 330],
    ['transposed', [orient('transpose')], [5, 25, 40, 10], 60],
    ['turned', [orient('turn_90')], [5, 45, 40, 10], 300],
    ['in a crop that shows all of it', [crop], [0, 15, 40, 10], 30],
  ])('has its box before the turn, and the new turn: %s', async (_, operations, bbox, rotation) => {
    const { written, warnings } = await moved(TURNED, operations);
    const { rotation: angle, ...others } = written['attributes'] as Record<string, unknown>;
    expect((angle as number) % 180).toBe(rotation % 180);
    expect(others).toEqual({ occluded: false });
    expect(written).toMatchObject({ bbox, area: 400, segmentation: [] });
    expect(warnings).toEqual([]);
  });

  it('stays as the file has it where nothing moves', async () => {
    expect((await moved(TURNED, [])).written).toMatchObject(TURNED);
  });

  it('keeps an angle of 0 as it is', async () => {
    const { written, warnings } = await moved({ ...TURNED, attributes: { rotation: 0 } }, [
      orient('transpose'),
    ]);
    expect(written).toMatchObject({ bbox: [20, 10, 10, 40], attributes: { rotation: 0 } });
    expect(warnings).toEqual([]);
  });
});

describe('other turns in an annotation of COCO', () => {
  const segmentation = [[10, 20, 50, 20, 50, 30]];

  it.each([
    ['attributes.rotation', { segmentation, attributes: { rotation: 30, wet: 1 } }],
    ['attributes.angle', { attributes: { angle: '30', wet: 1 } }],
    ['angle', { angle: -0.5, attributes: { wet: 1 } }],
    ['rbox', { rbox: [10, 20, 40, 10, 0.5], attributes: { wet: 1 } }],
  ])('are left out with a warning where the object moves: %s', async (name, more) => {
    const { written, warnings } = await moved({ ...TURNED, ...more }, [orient('flip_horizontal')]);
    expect(written['attributes']).toEqual({ wet: 1 });
    expect(written).not.toHaveProperty(name);
    expect(written['bbox']).toEqual([30, 20, 40, 10]);
    expect(warnings).toEqual([`${name} is not moved: it is left out of the labels of objects that moved`]);
    const kept = await moved({ ...TURNED, ...more }, []);
    expect(kept).toMatchObject({ written: more, warnings: [] });
  });

  it('are no turns if they are words', async () => {
    const attributes = { angle: 'front' };
    const { written, warnings } = await moved({ ...TURNED, attributes }, [orient('flip_horizontal')]);
    expect([written['attributes'], warnings]).toEqual([attributes, []]);
  });
});
