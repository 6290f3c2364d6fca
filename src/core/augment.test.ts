import { describe, expect, it } from 'vitest';
import type { AnnotatedObject, Annotations } from './annotations/model.js';
import { augmentRaster, labelRules, runPlan } from './augment.js';
import { noisyRaster } from './engine/testing/rasters.js';
import { Engine } from './engine/run.js';
import { ImageError, RecipeError } from './errors.js';
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
