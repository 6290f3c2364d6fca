import { describe, expect, it } from 'vitest';
import type { AnnotatedObject, Annotations } from './annotations/model.js';
import { augmentRaster, labelRules, runPlan } from './augment.js';
import { noisyRaster } from './engine/testing/rasters.js';
import type { Raster } from './engine/raster.js';
import { Engine } from './engine/run.js';
import { ImageError, LabelError, RecipeError } from './errors.js';
import { builtInFormats } from './formats/index.js';
import { parseRecipe } from './recipe/index.js';

const frame = { width: 40, height: 30 };
const raster = noisyRaster(frame.width, frame.height, 3);
const flip = parseRecipe('transforms: [HorizontalFlip: {p: 1}]', 'recipe.yaml');

function annotated(object: Partial<AnnotatedObject>, size = frame): Annotations {
  return { ...size, objects: [{ class: 'a', ...object }], labelMaps: [], tags: [] };
}

describe('keypoints of a data set with flip_idx', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const dataset = builtInFormats
    .get('yolo')
    .dataset!.read('data.yaml', bytes('names: [person]\nkpt_shape: [2, 3]\nflip_idx: [1, 0]\n'));
  const context = { image: 'a.png', ...frame, channels: 3, ...dataset } as const;
  const row = '0 0.5 0.5 0.4 0.4 0.40 0.5 2 0.60 0.5 2\n';
  const read = builtInFormats
    .get('yolo')
    .read([{ role: 'labels', key: 'a.txt', bytes: bytes(row) }], context);
  const request = { recipe: flip, annotations: read.annotations };

  function written(annotations: Annotations): string {
    const [file] = builtInFormats.get('yolo').write(annotations, { ...context, fileName: 'a.png' });
    return new TextDecoder().decode(file!.bytes);
  }

  it('exchange on a mirrored image where the schema is given', () => {
    const [variant] = augmentRaster(raster, { ...request, schema: dataset.schema });
    expect(written(variant!.annotations)).toContain('0.400000 0.500000 2 0.600000 0.500000 2');
  });

  it('keep their order without a schema', () => {
    const [variant] = augmentRaster(raster, request);
    expect(written(variant!.annotations)).toContain('0.600000 0.500000 2 0.400000 0.500000 2');
  });
});

describe('labels of another size than the image', () => {
  const engine = new Engine();
  const smaller = { width: 30, height: 30 };
  const bitmap = { ...smaller, data: new Uint8Array(900).fill(1) };
  const labelMap = { ...bitmap, kind: 'semantic', name: 'SegmentationClass' } as const;

  it.each([
    ['annotations', annotated({ box: [1, 1, 9, 9] }, smaller), 'the annotations'],
    ['bitmaps', annotated({ bitmap }), 'a bitmap of class a'],
    ['label maps', { ...annotated({}), labelMaps: [labelMap] }, 'the label map SegmentationClass'],
  ])('are refused: %s', (_, annotations, name) => {
    const call = () => augmentRaster(raster, { recipe: flip, annotations }, engine);
    expect(call).toThrow(ImageError);
    expect(call).toThrow(`${name}: the Plan is for an image of 40×30 pixels, but the size is 30×30`);
  });

  it('are refused for a Plan that moves nothing', () => {
    const plan = augmentRaster(raster, { recipe: parseRecipe('transforms: []', 'r') }, engine)[0]!.plan;
    const rules = labelRules(flip);
    const surface = engine.load(raster);
    expect(() => runPlan(plan, surface, annotated({ bitmap }), rules, engine)).toThrow(ImageError);
  });
});

describe('a value to fill label maps with', () => {
  const recipe = (...transforms: string[]) =>
    parseRecipe(`transforms: [${transforms.join(', ')}]\nlabels: {swap: {left: right}}`, 'r');
  const FILL =
    'CoarseDropout: {p: 1, num_holes_range: [1, 1], hole_height_range: [0.5, 0.5], hole_width_range: [0.5, 0.5], fill_mask: 1}';
  const classes = [
    { class: 'left', value: 1 },
    { class: 'right', value: 2 },
  ];
  const labelMap = { ...frame, kind: 'semantic', name: 'map', data: new Uint8Array(1200), classes } as const;
  const valuesAfter = (...transforms: string[]) => {
    const annotations = { ...annotated({}), labelMaps: [labelMap] };
    const [variant] = augmentRaster(raster, { recipe: recipe(...transforms), annotations });
    return [...new Set(variant!.annotations.labelMaps[0]!.data)].filter((value) => value > 0);
  };

  it('exchanges as its class does, if the image is mirrored after the fill', () => {
    expect(valuesAfter(FILL)).toEqual([1]);
    expect(valuesAfter(FILL, 'HorizontalFlip: {p: 1}')).toEqual([2]);
    expect(valuesAfter('HorizontalFlip: {p: 1}', FILL)).toEqual([1]);
    expect(valuesAfter('HorizontalFlip: {p: 1}', FILL, 'VerticalFlip: {p: 1}')).toEqual([2]);
    expect(valuesAfter(FILL, 'HorizontalFlip: {p: 1}', 'VerticalFlip: {p: 1}')).toEqual([1]);
  });
});

describe('a failure', () => {
  it('leaves no memory behind', () => {
    const engine = new Engine();
    const large = noisyRaster(500, 500, 3);
    const recipe = parseRecipe('transforms: [HorizontalFlip: {p: 1}, ImageCompression: {p: 1}]', 'r');
    const fail = () => augmentRaster(large, { recipe }, engine);
    expect(fail).toThrow(RecipeError);
    const { size } = engine;
    for (let i = 0; i < 20; i++) expect(fail).toThrow(RecipeError);
    expect(engine.size).toBe(size);
  });
});

describe('an image of planes', () => {
  const data = Uint8Array.from({ length: 8 * 5 }, (_, i) => i);
  const raster: Raster = { width: 4, height: 2, channels: 1, depth: 8, planes: 5, data };

  it('keeps them', () => {
    const recipe = parseRecipe('transforms: [VerticalFlip: {p: 1}]', 'r');
    const [made] = augmentRaster(raster, { recipe, variants: [1] });
    const flipped = data.map((_, i) => i - (i % 8) + ((i + 4) % 8));
    expect(made!.raster).toEqual({ ...raster, data: flipped });
  });

  it('fails by the name of a transform of colours', () => {
    const recipe = parseRecipe('transforms: [OneOf: {transforms: [NoOp, ToSepia]}]', 'r');
    const message = 'field: the image has 5 planes that are no colours, and ToSepia works on colours';
    expect(() => augmentRaster(raster, { recipe, key: 'field' })).toThrow(message);
  });
});

describe('what callers without types may pass', () => {
  const recipe = parseRecipe('transforms: [HorizontalFlip: {p: 1}]', 'r');
  const raster = { width: 4, height: 2, channels: 3, depth: 8, data: new Uint8Array(24) };
  const labels = {
    width: 4,
    height: 2,
    objects: [{ class: 'a', box: [1, 0, 2, 1] }],
    labelMaps: [],
    tags: [],
  };
  const call = (image: object, annotations: object) => () =>
    augmentRaster(image as Raster, { recipe, annotations: annotations as Annotations });

  it('accepts what the types say', () => {
    expect(call(raster, labels)()[0]!.annotations.objects[0]!.box).toEqual([2, 0, 3, 1]);
  });

  it.each([
    [
      'too few samples',
      { ...raster, data: new Uint8Array(10) },
      'raster.data: expected 24 samples, found 10',
    ],
    ['no samples', { ...raster, data: undefined }, 'raster.data: expected 24 samples'],
    [
      'four channels',
      { ...raster, channels: 4, data: new Uint8Array(32) },
      'raster.channels: expected 1 or 3',
    ],
    ['half a pixel', { ...raster, width: 4.5 }, 'raster: expected a size of whole pixels'],
    [
      'too little alpha',
      { ...raster, alpha: new Uint8Array(3) },
      'raster.alpha: expected 8 samples, found 3',
    ],
  ])('refuses a raster of %s', (_name, image, message) => {
    expect(call(image, labels)).toThrow(ImageError);
    expect(call(image, labels)).toThrow(message);
  });

  it.each([
    ['no size', { ...labels, width: undefined }, 'width: '],
    ['no list of objects', { ...labels, objects: undefined }, 'objects: '],
    ['no label maps', { ...labels, labelMaps: undefined }, 'labelMaps: '],
    ['no tags', { ...labels, tags: undefined }, 'tags: '],
    ['three numbers for a box', { ...labels, objects: [{ class: 'a', box: [1, 2, 3] }] }, 'objects.0.box: '],
    ['no class', { ...labels, objects: [{ box: [1, 0, 2, 1] }] }, 'objects.0.class: '],
    [
      'a bitmap that is too short',
      { ...labels, objects: [{ class: 'a', bitmap: { width: 4, height: 2, data: new Uint8Array(3) } }] },
      'objects.0.bitmap.data: expected 8 values',
    ],
    [
      'a label map that is too short',
      {
        ...labels,
        labelMaps: [{ kind: 'semantic', name: 's', width: 4, height: 2, data: new Uint8Array(3) }],
      },
      'labelMaps.0.data: expected 8 values',
    ],
  ])('refuses annotations with %s', (_name, annotations, message) => {
    expect(call(raster, annotations)).toThrow(LabelError);
    expect(call(raster, annotations)).toThrow(message);
  });

  it('refuses annotations of another size', () => {
    expect(call(raster, { ...labels, width: 2, height: 4 })).toThrow(ImageError);
  });
});
