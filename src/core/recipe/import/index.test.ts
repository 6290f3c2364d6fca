import { describe, expect, it } from 'vitest';
import { RecipeError } from '../../errors.js';
import { importPipeline } from './index.js';
import { fixture, imported } from './testing/imported.js';

describe('what Albumentations 2.0.8 prints', () => {
  it('is read as what it saves', () => {
    const { steps, labels, lost, notes } = imported(fixture('albumentations-printed.txt'));
    expect(steps).toMatchObject([
      { name: 'HorizontalFlip', p: 0.3 },
      {
        name: 'OneOf',
        p: 0.4,
        children: [
          { name: 'GaussNoise', p: 0.5 },
          { name: 'MotionBlur', p: 0.2 },
        ],
      },
      { name: 'Affine', p: 0.7, parameters: { rotate: [-10, 10], scale: { x: [0.8, 1.2], y: [0.8, 1.2] } } },
      { name: 'CoarseDropout', parameters: { fill: 'random' } },
    ]);
    expect(labels.min_visibility).toBe(0.2);
    expect(lost).toEqual([]);
    expect(notes.join()).toContain('Normalize: not needed');
  });

  it('may be single transforms, as the log of a training has them', () => {
    const text = "Blur(p=0.01, blur_limit=(3, 7)), ToGray(p=0.02, method='weighted_average')";
    expect(imported(text).steps).toMatchObject([
      { name: 'Blur', p: 0.01, parameters: { blur_limit: [3, 7] } },
      { name: 'ToGray', p: 0.02 },
    ]);
  });

  it('and a mapping of its names to parameters', () => {
    const preset = { HorizontalFlip: { p: 0.3 }, Rotate: { limit: 45, p: 0.5 } };
    expect(imported(JSON.stringify(preset)).steps).toMatchObject([
      { name: 'HorizontalFlip', p: 0.3 },
      { name: 'Rotate', p: 0.5, parameters: { limit: [-45, 45] } },
    ]);
  });
});

it('writes ranges that another program read backwards in ascending order, and says so', () => {
  const given = { Blur: { blur_limit: [7, 3] }, Emboss: { alpha: [0.6, 0.1] }, Rotate: { limit: [9, -5] } };
  const { steps, notes, lost } = imported(JSON.stringify(given));
  expect(steps).toMatchObject([
    { name: 'Blur', parameters: { blur_limit: [3, 7] } },
    { name: 'Emboss', parameters: { alpha: [0.1, 0.6] } },
    { name: 'Rotate', parameters: { limit: [-5, 9] } },
  ]);
  expect(notes).toEqual([
    'Blur.blur_limit: [7,3] is written in ascending order',
    'Emboss.alpha: [0.6,0.1] is written in ascending order',
  ]);
  expect(lost).toEqual([]);
  // A height and a width have no order, and what is out of bounds is not mended.
  const others = imported('{"Mosaic": {"target_size": [600, 500]}, "Emboss": {"alpha": [1.5, 0.2]}}');
  expect(new Set(others.lost.map((line) => line.split(/[:[]/)[0]))).toEqual(new Set(['Emboss.alpha']));
  expect(others.notes.join()).not.toContain('ascending');
});

describe('settings of an Ultralytics training', () => {
  const settings = { imgsz: 512, hsv_h: 0.02, hsv_s: 0.5, hsv_v: 0.3, degrees: 10, fliplr: 0.4, mosaic: 0 };

  it('are read in the order of their training', () => {
    const { steps, labels, notes } = imported(
      JSON.stringify({ ...settings, flipud: 0.1, augmentations: [] }),
    );
    expect(steps).toMatchObject([
      { name: 'Letterbox', parameters: { size: [512, 512], fill: [114] } },
      {
        name: 'Affine',
        p: 1,
        parameters: {
          ...{ rotate: [-10, 10], scale: { x: [0.5, 1.5], y: [0.5, 1.5] }, keep_ratio: true, fill: [114] },
          translate_percent: { x: [-0.1, 0.1], y: [-0.1, 0.1] },
        },
      },
      { name: 'RandomHSV', p: 1, parameters: { hgain: 0.02, sgain: 0.5, vgain: 0.3 } },
      { name: 'VerticalFlip', p: 0.1 },
      { name: 'HorizontalFlip', p: 0.4 },
    ]);
    expect(labels).toMatchObject({ min_visibility: 0.1, min_width: 2, min_height: 2 });
    expect(notes.join()).toContain('taken from the defaults of Ultralytics: translate, scale');
  });

  it('are listed where no recipe takes them', () => {
    expect(importPipeline(JSON.stringify({ ...settings, mosaic: 3 }), 'args.yaml').lost).toContainEqual(
      expect.stringMatching(/^to be corrected: recipe:.*Mosaic\.p: expected at most 1, found 3$/),
    );
  });

  it('are known by few of them where others of its settings stand beside', () => {
    expect(imported('task: detect\nimgsz: 640\nmosaic: 0.0\n').notes[0]).toContain('Ultralytics');
    expect(() => imported('task: detect\nmodel: x\nepochs: 3\n')).toThrow('not a pipeline');
  });

  it('name what combines images, and bring the transforms of a checkpoint', () => {
    const own = { __version__: '2.0.8', transform: { __class_fullname__: 'RandomGamma', p: 0.2 } };
    const given = { ...settings, mosaic: 0.9, mixup: 0.1, copy_paste: 0.2, augmentations: [own] };
    const { steps, lost, notes, yaml } = imported(JSON.stringify(given));
    expect(steps).toContainEqual(expect.objectContaining({ name: 'RandomGamma', p: 0.2 }));
    expect(steps).not.toContainEqual(expect.objectContaining({ name: 'Blur' }));
    expect(lost.map((loss) => loss.split(':')[0])).toEqual(['copy_paste', 'mixup']);
    expect(yaml).toContain('mix:\n  pool: pool.json\n');
    expect(notes.join()).toContain('augment pool INPUT -o pool.json');
    expect(steps.slice(0, 6)).toMatchObject([
      { name: 'LongestMaxSize', parameters: { max_size: 512 } },
      {
        name: 'Mosaic',
        p: 0.9,
        parameters: {
          ...{ layout: 'touching', target_size: [1024, 1024], cell_shape: [512, 512] },
          ...{ center_range: [0.25, 0.75], fit_mode: 'contain', fill: [114] },
        },
      },
      { name: 'PadIfNeeded', parameters: { min_height: 1024, min_width: 1024, fill: [114] } },
      { name: 'Affine', parameters: { translate_percent: { x: [-0.05, 0.05], y: [-0.05, 0.05] } } },
      { name: 'CenterCrop', parameters: { height: 512, width: 512 } },
      { name: 'MixUp', p: 0.1, parameters: { alpha: 32 } },
    ]);
  });

  it('bring an image to twice the size of the result where it is never left alone', () => {
    const given = { ...settings, mosaic: 1, close_mosaic: 10, augmentations: [] };
    const { steps, lost, notes } = imported(JSON.stringify(given));
    expect(notes).toContainEqual(expect.stringMatching(/^close_mosaic: /));
    expect(steps.slice(0, 3)).toMatchObject(['Mosaic', 'Affine', 'CenterCrop'].map((name) => ({ name })));
    expect(lost).toEqual([]);
  });

  it('combine no images in batches of one shape, and name what else changes images or labels', () => {
    const given = { ...settings, mosaic: 1, mixup: 0.2, rect: true, bgr: 0.1, multi_scale: 0.5, single_cls: true, classes: [0] }; // prettier-ignore
    const { steps, lost } = imported(JSON.stringify(given));
    for (const name of ['Mosaic', 'MixUp'])
      expect(steps).not.toContainEqual(expect.objectContaining({ name }));
    expect(lost.map((loss) => loss.split(':')[0])).toEqual(['bgr', 'multi_scale', 'single_cls', 'classes']);
  });

  it('of classes crop and erase', () => {
    const text = 'task: classify\nscale: 0.3\nfliplr: 0.5\nerasing: 0.25\nauto_augment: null\nhsv_v: 0.4\n';
    expect(imported(text).steps).toMatchObject([
      { name: 'RandomResizedCrop', parameters: { size: [640, 640], scale: [0.7, 1] } },
      { name: 'HorizontalFlip', p: 0.5 },
      { name: 'ColorJitter', p: 1, parameters: { brightness: [0.6, 1.4], hue: [-0.015, 0.015] } },
      { name: 'Erasing', p: 0.25 },
    ]);
    expect(imported('task: classify\nscale: 0.3\nfliplr: 0\nauto_augment: augmix\n').steps[1]).toMatchObject({
      ...{ name: 'AugMix', parameters: { interpolation: 'linear' } },
    });
    expect(imported('task: classify\nscale: 0.3\nfliplr: 0\n').steps[1]).toMatchObject({
      ...{ name: 'RandAugment', parameters: { interpolation: 'linear' } },
    });
  });
});

describe('settings of a Roboflow version', () => {
  it('inside bounding boxes become InsideBoxes', () => {
    const inside = {
      bbflip: { horizontal: true, vertical: false },
      bbninety: { clockwise: true },
      bbcrop: { min: 10, max: 40 },
      bbrotate: { degrees: 15 },
      bbshear: { horizontal: 5, vertical: 10 },
      bbbrightness: { brighten: true, darken: true, percent: 20 },
      bbexposure: { percent: 10 },
      bbblur: { pixels: 2 },
      bbnoise: { percent: 3 },
    };
    const { steps, lost } = imported(JSON.stringify({ augmentation: inside }));
    expect(lost).toEqual([]);
    const first = [
      ...['HorizontalFlip', 'OneOf', 'Rotate', 'Affine', 'RandomBrightnessContrast'],
      ...['RandomGamma', 'GaussianBlur', 'SaltAndPepper', 'CropAndPad'],
    ];
    expect(steps).toMatchObject(first.map((name) => ({ name: 'InsideBoxes', p: 1, children: [{ name }] })));
    expect(steps.at(-1)).toMatchObject({ children: [{ parameters: { percent: [-0.2, -0.05] } }] });
  });

  it('become variants, preprocess and transforms', () => {
    const { steps, preprocess, variants, tiles, labels, lost } = imported(fixture('roboflow.json'));
    expect(variants).toBe(32);
    expect(preprocess.slice(0, 2)).toMatchObject([{ name: 'CropAndPad' }, { name: 'ToGray', p: 1 }]);
    expect(preprocess.at(-1)).toMatchObject({ name: 'AutoContrast' });
    expect(tiles).toMatchObject({ objects: { margin: 0, folders: false }, of: 'images' });
    expect(labels.classes.rename).toEqual({ original_class_name: 'new_class_name' });
    expect(steps).toMatchObject({
      0: { name: 'Resize', p: 1, parameters: { height: 200, width: 200 } },
      1: { name: 'HorizontalFlip', p: 0.5 },
      2: {
        name: 'OneOf',
        p: 1,
        children: [{ name: 'NoOp' }, { children: [{ name: 'Transpose' }, { name: 'HorizontalFlip' }] }],
      },
      3: { name: 'RandomResizedCrop', parameters: { scale: [0.0841, 0.7744], ratio: [1, 1] } },
    });
    expect(steps.at(-1)).toMatchObject({ name: 'InsideBoxes', children: [{ name: 'GaussianBlur' }] });
    const why = (name: string) => lost.find((line) => line.startsWith(name));
    expect(why('mosaic')).toMatch(/^mosaic: left out, add Mosaic/);
    expect(why('filter-null')).toMatch(/^filter-null: {"percent":50}: left out, a share of all images; add /);
    expect(why('tile')).toBe('tile: left out, objects are cut out already');
    expect(why('resize of originals and of other splits: left out, tiles are cut behind pre')).toBeDefined();
  });

  it('cut tiles before they are resized', () => {
    const resize = { width: 320, height: 240, format: 'Stretch to' };
    const tile = { rows: 2, columns: 3 };
    const of = (preprocessing: object) => imported(JSON.stringify({ preprocessing }));
    const stretched = of({ resize, tile, 'filter-null': { percent: 100 } });
    expect(stretched).toMatchObject({ tiles: { rows: 2, columns: 3, overlap: 0 }, lost: [], steps: [] });
    expect(stretched.preprocess).toMatchObject([{ name: 'Resize', parameters: { width: 960, height: 480 } }]);
    expect(stretched.filter.objects.empty).toBe('drop');
    const within = of({ resize: { ...resize, format: 'Fit within' }, tile });
    expect(within.preprocess).toMatchObject([{ parameters: { max_size_hw: [480, 960] } }]);
    // Each tile gets edges of its own.
    const edged = of({ resize: { ...resize, format: 'Fit (black edges) in' }, tile });
    expect(edged.preprocess).toEqual([]);
    expect(edged.steps).toMatchObject([{ name: 'Letterbox', parameters: { size: [240, 320] } }]);
    expect(edged.lost).toHaveLength(1);
  });

  it('rename classes, and name those that they do something else with', () => {
    const { labels, lost } = imported(
      JSON.stringify({ preprocessing: { remap: { a: 'b', c: 'c', d: null } } }),
    );
    expect(labels.classes.rename).toEqual({ a: 'b' });
    expect(lost).toEqual(['remap: d: left out, add it to `labels: {classes: {drop: …}}` of the recipe']);
  });
});

it.each([
  ['augment.py', 'transform = A.Compose([\n    A.HorizontalFlip(p=P),\n])\n'],
  ['augment.py', '# nothing\n'],
  ['pipeline.txt', 'import albumentations as A\n\nA.Compose([A.HorizontalFlip()])\n'],
  ['pipeline.txt', 'from torchvision.transforms import v2\nt = v2.Compose([v2.RandomCrop(3)])\n'],
  ['train.ipynb', '{"cells": [], "nbformat": 4}'],
])('says of Python how its pipeline is saved: %s', (file, text) => {
  expect(() => importPipeline(text, file)).toThrow(/^[\w.]+: it is Python, .* `A\.save\(transform/);
});

it('reads a pipeline in the form in which it prints itself, whatever the name of its file', () => {
  expect(importPipeline('A.Compose([\n  A.HorizontalFlip(p=0.5),\n])\n', 'a.py').yaml).toContain(
    'HorizontalFlip',
  );
});

it.each(['names: [cat, dog]\npath: data\n', 'not a pipeline', '[1, 2]', '{', ''])(
  'refuses anything else: %j',
  (text) => {
    expect(() => importPipeline(text, 'data.yaml')).toThrow(RecipeError);
    expect(() => importPipeline(text, 'data.yaml')).toThrow(/^data\.yaml/);
  },
);
