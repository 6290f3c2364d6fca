import { describe, expect, it } from 'vitest';
import type { AnnotatedObject, Annotations } from '../../annotations/model.js';
import { describeFormatContract } from '../testing/contract.js';
import { sagemaker } from './sagemaker.js';
import { wholeFiles, wholeText } from '../testing/text.js';

const encode = (text: string) => new TextEncoder().encode(text);
const size = { width: 100, height: 80 };
const linesOf = (...lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

const META = {
  objects: [{ confidence: 0.9 }, { confidence: 0.8 }],
  'class-map': { 0: 'Echo', 1: 'Echo Dot' },
  type: 'groundtruth/object-detection',
  'human-annotated': 'yes',
  'creation-date': '2013-11-18T02:53:27',
  'job-name': 'labeling-job/my-job',
};
const LINE = {
  'source-ref': 's3://bucket/images/a.jpg',
  'my-job': {
    image_size: [{ width: 100, height: 80, depth: 3 }],
    annotations: [
      { class_id: 1, top: 10, left: 20, width: 30, height: 40 },
      { class_id: 0, top: 1, left: 2, width: 3, height: 4 },
    ],
  },
  'my-job-metadata': META,
};
const CLASSIFIED = {
  'source-ref': 's3://bucket/images/b.jpg',
  kind: 0,
  'kind-metadata': { 'class-name': 'indoor', confidence: 0.9, type: 'groundtruth/image-classification' },
};

describeFormatContract(sagemaker, {
  tolerance: 0.0101,
  samples: [
    {
      ...{ name: 'as Ground Truth writes it, and classes of images', ...size, keeps: 'bytes' },
      datasetKey: 'output.manifest',
      dataset: linesOf(LINE, CLASSIFIED),
    },
    {
      ...{ name: 'no class map, two jobs', ...size, keeps: 'meaning', datasetKey: 'output.manifest' },
      dataset: linesOf({
        ...LINE,
        'my-job-metadata': { ...META, 'class-map': {} },
        second: LINE['my-job'],
        'second-metadata': META,
      }),
    },
    {
      ...{
        name: 'boxes and masks that cannot be used',
        ...size,
        keeps: 'meaning',
        datasetKey: 'output.manifest',
      },
      dataset: linesOf(
        {
          ...LINE,
          'my-job': {
            image_size: [{ width: 100, height: 80, depth: 3 }],
            annotations: [
              { class_id: 0, vertices: [] },
              { class_id: 0, top: 1, left: 1, width: 0, height: 2 },
            ],
          },
        },
        { ...CLASSIFIED, 'seg-ref': 's3://bucket/seg/b.png', 'seg-ref-metadata': {} },
      ),
      problems: [
        '"s3://bucket/images/a.jpg": my-job 1: left: ',
        '"s3://bucket/images/a.jpg": my-job 2: its size is 0×2',
        '"s3://bucket/images/b.jpg": the mask of seg-ref is not read, and is left out',
      ],
    },
  ],
});

function reading(text: string) {
  const { schema, parts = [], problems = [] } = sagemaker.dataset!.read('output.manifest', encode(text));
  const context = { image: 'a.jpg', ...size, channels: 3 as const, schema };
  const annotations = parts.map((part) => sagemaker.read(part, context).annotations);
  const write = async (labels: Annotations, { classes = schema.classes, location = '/home/out' } = {}) => {
    const entries = [{ image: 'images/v.jpg', annotations: labels }];
    const line = await wholeText(
      sagemaker.dataset!.write({ ...schema, classes }, entries, undefined, [], location),
    );
    return JSON.parse(line) as Record<string, unknown>;
  };
  return { schema, parts, problems, annotations, write };
}

const changed = (labels: Annotations, change: (object: AnnotatedObject) => AnnotatedObject): Annotations => ({
  ...labels,
  objects: labels.objects.map(change),
});

describe('manifests of Ground Truth', () => {
  it('lead to the output: by its address, or from its folder', async () => {
    const { annotations, write } = reading(linesOf(LINE));
    expect((await write(annotations[0]!))['source-ref']).toBe('images/v.jpg');
    expect((await write(annotations[0]!, { location: 's3://out/prefix/' }))['source-ref']).toBe(
      's3://out/prefix/images/v.jpg',
    );
  });

  it('keep the numbers of classes; a renamed class keeps its own, a dropped one goes', async () => {
    const { annotations, write } = reading(linesOf(LINE));
    const renamed = changed(annotations[0]!, (object) => ({
      ...object,
      class: object.class === 'Echo' ? 'Speaker' : object.class,
    }));
    expect(await write(renamed, { classes: ['Speaker', 'Echo Dot'] })).toMatchObject({
      'my-job': { annotations: [{ class_id: 1 }, { class_id: 0 }] },
      'my-job-metadata': { 'class-map': { 0: 'Speaker', 1: 'Echo Dot' } },
    });
    const fewer = { ...annotations[0]!, objects: annotations[0]!.objects.slice(0, 1) };
    expect(await write(fewer, { classes: ['Echo Dot'] })).toMatchObject({
      'my-job-metadata': { 'class-map': { 1: 'Echo Dot' }, objects: [{ confidence: 0.9 }] },
    });
  });

  it('keep the numbers of classes of one name, and of none', async () => {
    const map = { 0: 'a', 1: 'a', 2: '', 3: '' };
    const annotations = [3, 0, 1, 2].map((class_id) => ({ class_id, left: 1, top: 2, width: 3, height: 4 }));
    const line = { ...LINE, 'my-job': { annotations }, 'my-job-metadata': { 'class-map': map } };
    const read = reading(linesOf(line));
    expect(await read.write(read.annotations[0]!)).toMatchObject({
      'my-job': { annotations },
      'my-job-metadata': { 'class-map': map },
    });
  });

  it('swap numbers, where classes exchange', async () => {
    const { annotations, write } = reading(linesOf(LINE));
    const swapped = changed(annotations[0]!, (object) => ({
      ...object,
      class: object.class === 'Echo' ? 'Echo Dot' : 'Echo',
    }));
    expect(await write(swapped)).toMatchObject({
      'my-job': { annotations: [{ class_id: 0 }, { class_id: 1 }] },
      'my-job-metadata': { 'class-map': META['class-map'] },
    });
  });

  it('have the new boxes and size of an image that changed', async () => {
    const { annotations, write } = reading(linesOf(LINE));
    const moved = changed({ ...annotations[0]!, width: 50 }, (object) => ({
      ...object,
      box: [0, 0.126, 10, 20],
    }));
    expect(await write(moved)).toMatchObject({
      'my-job': {
        image_size: [{ width: 50, height: 80, depth: 3 }],
        annotations: [{ class_id: 1, left: 0, top: 0, width: 10, height: 20 }, {}],
      },
    });
  });

  it('have hundredths only where the manifest had fractions', async () => {
    const fraction = { class_id: 1, top: 10.5, left: 20, width: 30, height: 40 };
    const { annotations, write } = reading(
      linesOf({ ...LINE, 'my-job': { ...LINE['my-job'], annotations: [fraction] } }),
    );
    const moved = changed(annotations[0]!, (object) => ({ ...object, box: [0, 0.126, 10, 20] }));
    expect(await write(moved)).toMatchObject({ 'my-job': { annotations: [{ top: 0.13, height: 19.87 }] } });
  });

  it('give an image without boxes an empty list, where the image had a job', async () => {
    const { annotations, write } = reading(linesOf(LINE, CLASSIFIED));
    expect(await write({ ...annotations[0]!, objects: [] })).toMatchObject({ 'my-job': { annotations: [] } });
    expect(Object.keys(await write(annotations[1]!))).toEqual(Object.keys(CLASSIFIED));
  });

  it('have a new file for each split', async () => {
    const annotations: Annotations = { ...size, objects: [], labelMaps: [], tags: [] };
    const entries = ['train', 'val'].map((split) => ({ image: `${split}/a.jpg`, annotations, split }));
    const files = await wholeFiles(sagemaker.dataset!.create({ classes: ['dog'] }, entries, 's3://out'));
    expect(files.map(({ key }) => key)).toEqual(['train.manifest', 'val.manifest']);
    expect(JSON.parse(files[0]!.text)).toMatchObject({
      'source-ref': 's3://out/train/a.jpg',
      'bounding-box': { annotations: [] },
      'bounding-box-metadata': { 'class-map': { 0: 'dog' } },
    });
  });

  it.each([
    ['output.manifest', '{"source-ref": "s3://b/a.jpg"}', true],
    ['x.jsonl', '{"a": 1, "source-ref": "s3://b/a.jpg"}', true],
    ['x.manifest', 'CACHE MANIFEST', false],
    ['x.manifest', '{"files": []}', false],
    ['manifest.json', '{"source-ref": "s3://b/a.jpg"}', true],
    ['x.txt', '{"source-ref": "s3://b/a.jpg"}', false],
  ])('are recognised by their content: %s %s', (key, text, is) => {
    expect(sagemaker.recognises(key, encode(text))).toBe(is);
  });

  it('name lines without a reference', () => {
    expect(reading(linesOf(LINE, { x: 1 })).problems).toMatchObject([
      { line: 2, reason: 'a line without source-ref' },
    ]);
  });
});
