import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { AnnotatedObject, Annotations } from '../annotations/model.js';
import type { LabelFormat } from './format.js';
import { createFormats } from './formats.js';
import { builtInFormats } from './index.js';
import { expectClose, expectSameBoxes } from './testing/compare.js';
import { describeFormatContract, formatChecks, throughFiles } from './testing/contract.js';

const FORMATS = builtInFormats.all.filter(({ holds, readOnly }) => holds.boxes && !readOnly);
const PAIRS = FORMATS.flatMap((from) =>
  FORMATS.map((to) => ({ title: `${from.name} → ${to.name}`, from, to })),
);
const voc = builtInFormats.get('voc');
const coco = builtInFormats.get('coco');

/** Largest rounding of two formats in an image of 100×80: hundredths of a pixel (VOC), twice. */
const TOLERANCE = 0.0101;

const triangle: AnnotatedObject = {
  class: 'cat',
  box: [50.5, 10.25, 90, 70],
  polygons: [
    {
      rings: [
        [
          [50.5, 10.25],
          [90, 40.75],
          [60, 70],
        ],
      ],
    },
  ],
};
const annotations = (objects: readonly AnnotatedObject[]): Annotations => ({
  width: 100,
  height: 80,
  objects,
  labelMaps: [],
  tags: [],
});

describe('the same objects in every format', () => {
  const original = annotations([{ class: 'dog', box: [10, 20, 30, 40] }, triangle]);

  it.each(PAIRS)('$title keeps classes and extents', async ({ from, to }) => {
    const first = (await throughFiles(from, original))!;
    expectSameBoxes(await throughFiles(to, first.annotations), original, TOLERANCE);
  });

  it.each(PAIRS.filter(({ from, to }) => from.holds.polygons && to.holds.polygons))(
    '$title keeps polygons',
    async ({ from, to }) => {
      const first = (await throughFiles(from, annotations([triangle])))!;
      const { objects } = (await throughFiles(to, first.annotations))!.annotations;
      expectClose(objects[0]!.polygons, triangle.polygons, TOLERANCE);
    },
  );

  it('is recognised as one format only', () => {
    const written = FORMATS.flatMap((format) =>
      format
        .write(original, {
          ...{ image: 'a.jpg', fileName: 'a.jpg', width: 100, height: 80, channels: 3 },
          schema: { classes: ['cat', 'dog'] },
        })
        .map(({ bytes }) => ({ name: format.name, key: `a${format.files.labels}`, bytes })),
    );
    for (const { name, key, bytes } of written) {
      const claims = builtInFormats.all.filter((format) => format.recognises(key, bytes));
      expect(claims.map((format) => format.name)).toEqual([name]);
    }
  });
});

for (const format of builtInFormats.all) describeFormatContract(format, { tolerance: TOLERANCE });

describe('the contract of label formats', () => {
  const failing = async (format: LabelFormat) => {
    const titles: string[] = [];
    for (const { title, run } of formatChecks(format, { tolerance: TOLERANCE })) {
      try {
        await run();
      } catch {
        titles.push(title);
      }
    }
    return titles;
  };
  const dataset = coco.dataset!;

  it.each<[string, LabelFormat]>([
    ['writes no file', { ...voc, write: () => [] }],
    [
      'writes a file without its objects',
      { ...voc, write: (all, to) => voc.write({ ...all, objects: [] }, to) },
    ],
    ['writes no label maps', { ...voc, write: (all, to) => voc.write(all, to).slice(0, 1) }],
    ['has no placement for its files', { ...voc, placements: [] }],
    ['does not recognise its files', { ...voc, recognises: () => false }],
    ['creates no data-set file', { ...coco, dataset: { ...dataset, create: () => [] } }],
    ['creates one that is not found', { ...coco, dataset: { ...dataset, find: { names: ['labels.txt'] } } }],
    [
      'writes an empty counterpart',
      { ...coco, dataset: { ...dataset, write: (schema) => dataset.write(schema, [], null) } },
    ],
    ['holds its labels nowhere', { ...coco, dataset: { ...dataset, holdsLabels: false } }],
    ['has an option without a default', { ...voc, options: { voc_origin: z.number() } }],
  ])('fails for a format that %s', async (_, broken) => {
    expect(await failing(broken)).not.toEqual([]);
  });

  it('holds for the formats that the tests above break', async () => {
    for (const format of [voc, coco]) expect(await failing(format)).toEqual([]);
  });
});

describe('a registry of formats', () => {
  it('refuses two formats or options of one name', () => {
    expect(() => createFormats([voc, voc])).toThrow('two label formats have the name or option voc');
    expect(() => createFormats([voc, { ...coco, options: voc.options! }])).toThrow('voc_origin');
  });

  it('names the known formats if it has not the wanted one', () => {
    expect(() => builtInFormats.get('tfrecord')).toThrow(
      `there is no label format "tfrecord"; known: ${builtInFormats.names.join(', ')}`,
    );
  });
});
