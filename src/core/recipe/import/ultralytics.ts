import { RecipeBuilder, fields, type Fields, type ImportedRecipe, type Step } from './builder.js';
import { isSavedPipeline, savedNode, savedSteps, versionOf } from './albumentations.js';

/** The settings that change images, with their defaults in Ultralytics 8.4. */
const DEFAULTS = {
  imgsz: 640,
  hsv_h: 0.015,
  hsv_s: 0.7,
  hsv_v: 0.4,
  degrees: 0,
  translate: 0.1,
  scale: 0.5,
  shear: 0,
  perspective: 0,
  flipud: 0,
  fliplr: 0.5,
  bgr: 0,
  mosaic: 1,
  mixup: 0,
  cutmix: 0,
  copy_paste: 0,
  erasing: 0.4,
} as const;
type Settings = Readonly<Record<keyof typeof DEFAULTS, number>>;

/** Settings that say whose file it is, and change no image. */
const OTHERS = 'task mode model data epochs batch close_mosaic patience optimizer lr0 box cls dfl'.split(' ');
/** Fewer than these say nothing: `scale` or `degrees` alone may stand in anybody's file. */
const LEAST_KNOWN = 3;
/** Its grey border. */
const FILL = 114;
/** What it adds to every training of boxes where Albumentations is installed. */
const RARE = ['Blur', 'MedianBlur', 'ToGray', 'CLAHE'].map((name) => savedNode(name, { p: 0.01 }));
/** Boxes that are left out after the warp: `box_candidates` with its defaults. */
const LABELS = { min_visibility: 0.1, min_width: 2, min_height: 2 };

/** True for args.yaml of a training, and for the hyp.yaml of older ones. */
export function isUltralytics(value: unknown): value is Fields {
  const given = fields(value) ?? {};
  const known = Object.keys(DEFAULTS).filter((name) => name in given).length;
  return known > 0 && known + OTHERS.filter((name) => name in given).length >= LEAST_KNOWN;
}

export function importUltralytics(given: Fields): ImportedRecipe {
  const builder = new RecipeBuilder();
  builder.notes.push('settings of an Ultralytics training, by the formulas of its version 8.4');
  const settings = settingsOf(given, builder);
  if (given.task === 'classify') return builder.finish(classification(given, settings));
  leaveOut(given, settings, builder);
  // Batches of one shape combine no images.
  const isCombined = given.rect !== true;
  if (isCombined && settings.mosaic > 0 && Number(given.close_mosaic) > 0)
    builder.notes.push(
      'close_mosaic: its last epochs are trained without mosaics; a recipe knows of no epochs',
    );
  const movement = movementOf(given, settings, builder);
  const shaped =
    isCombined && settings.mosaic > 0 ? withMosaic(settings, movement) : [letterbox(settings), movement(1)];
  const blended = isCombined ? blends(settings, builder) : [];
  const steps = [...shaped, ...blended, ...rare(given, builder), ...colour(settings)];
  return builder.finish([...steps, ...flips(settings)], { labels: LABELS });
}

function settingsOf(given: Fields, builder: RecipeBuilder): Settings {
  const read = Object.entries(DEFAULTS).map(([name, missing]) => {
    const value = name === 'scale' && Array.isArray(given[name]) ? missing : (given[name] ?? missing);
    if (typeof value === 'number') return [name, value];
    builder.leaveOut(name, `expected a number, found ${JSON.stringify(value)}; ${missing} is used`);
    return [name, missing];
  });
  const absent = Object.keys(DEFAULTS).filter((name) => !(name in given));
  if (absent.length > 0) builder.notes.push(`taken from the defaults of Ultralytics: ${absent.join(', ')}`);
  return Object.fromEntries(read) as Settings;
}

/** What changes images or labels of a training of boxes, and has nothing here that does the same. */
function leaveOut(given: Fields, { bgr, copy_paste }: Settings, builder: RecipeBuilder): void {
  const own = 'it pastes objects of the image itself; CopyPaste here pastes those of others';
  const others = 'it chooses what to paste by how little it covers; CopyPaste here chooses at random';
  if (copy_paste > 0) builder.leaveOut('copy_paste', given.copy_paste_mode === 'mixup' ? others : own);
  if (bgr > 0) builder.leaveOut('bgr', 'nothing here exchanges red and blue alone');
  if (typeof given.multi_scale === 'number' ? given.multi_scale > 0 : given.multi_scale === true)
    builder.leaveOut('multi_scale', 'it resizes whole batches while it trains');
  if (given.single_cls === true)
    builder.leaveOut('single_cls', 'rename all classes to one by labels.classes.rename');
  if (Array.isArray(given.classes) && given.classes.length > 0)
    builder.leaveOut('classes', 'leave the others out by labels.classes.drop');
}

/**
 * Four images, each of `imgsz` at its longer side, touch at a point of a canvas of twice that side, which is moved as a whole;
 * its middle is the result. An image that is left alone lies in the middle of such a canvas.
 */
function withMosaic({ mosaic: p, imgsz }: Settings, movement: (sides: number) => Step): Step[] {
  const twice = 2 * imgsz;
  const alone: readonly Step[] =
    p < 1
      ? [{ name: 'PadIfNeeded', p: 1, parameters: { min_height: twice, min_width: twice, fill: FILL } }]
      : [];
  const parameters = {
    ...{ layout: 'touching', target_size: [twice, twice], cell_shape: [imgsz, imgsz] },
    ...{ center_range: [0.25, 0.75], fit_mode: 'contain', fill: FILL },
  };
  return [
    ...(p < 1 ? [{ name: 'LongestMaxSize', p: 1, parameters: { max_size: imgsz } }] : []),
    { name: 'Mosaic', p, parameters },
    ...alone,
    movement(2),
    { name: 'CenterCrop', p: 1, parameters: { height: imgsz, width: imgsz } },
  ];
}

/** With a beta distribution of 32 and 32 for the shares. */
function blends({ mosaic, mixup, cutmix }: Settings, builder: RecipeBuilder): Step[] {
  const parameters = { alpha: 32, fill: FILL };
  const steps = [
    { name: 'MixUp', p: mixup, parameters },
    { name: 'CutMix', p: cutmix, parameters },
  ].filter(({ p }) => p > 0);
  if (mosaic > 0)
    for (const { name } of steps)
      builder.lost.push(
        `${name.toLowerCase()}: it mixes in another mosaic; ${name} here an image of the pool`,
      );
  return steps;
}

function letterbox({ imgsz }: Settings): Step {
  return { name: 'Letterbox', parameters: { size: imgsz, fill: FILL } };
}

/**
 * RandomPerspective of Ultralytics scales and rotates, shears and translates about the centre, as Affine does.
 * @returns the step for a canvas whose sides are so many times those of the result, of which translations are shares
 */
function movementOf(given: Fields, settings: Settings, builder: RecipeBuilder): (sides: number) => Step {
  const { degrees, translate, shear, perspective } = settings;
  if (perspective > 0)
    builder.leaveOut('perspective', 'Perspective here moves the corners, by another distribution');
  const scale: unknown = Array.isArray(given.scale)
    ? given.scale
    : [Math.max(0.01, 1 - settings.scale), 1 + settings.scale];
  const around = (most: number) => [-most, most];
  return (sides) => ({
    name: 'Affine',
    p: 1,
    parameters: {
      ...{ scale, keep_ratio: true, rotate: around(degrees), translate_percent: around(translate / sides) },
      ...{ shear: { x: around(shear), y: around(shear) }, fill: FILL },
    },
  });
}

function rare({ augmentations }: Fields, builder: RecipeBuilder): Step[] {
  if (Array.isArray(augmentations)) {
    const saved = augmentations.filter(isSavedPipeline);
    if (saved.length < augmentations.length)
      builder.leaveOut('augmentations', 'some are not what A.to_dict writes');
    return saved.flatMap((one) => savedSteps(builder, [one.transform], versionOf(one)));
  }
  builder.notes.push(
    'Blur, MedianBlur, ToGray and CLAHE: Ultralytics applies them only where Albumentations is installed; remove them if it was not',
  );
  return savedSteps(builder, RARE);
}

function colour({ hsv_h, hsv_s, hsv_v }: Settings): Step[] {
  if (hsv_h === 0 && hsv_s === 0 && hsv_v === 0) return [];
  return [{ name: 'RandomHSV', parameters: { hgain: hsv_h, sgain: hsv_s, vgain: hsv_v } }];
}

function flips({ flipud, fliplr }: Settings): Step[] {
  return [
    ...(flipud > 0 ? [{ name: 'VerticalFlip', p: flipud }] : []),
    ...(fliplr > 0 ? [{ name: 'HorizontalFlip', p: fliplr }] : []),
  ];
}

const POLICIES: Readonly<Record<string, string>> = {
  randaugment: 'RandAugment',
  autoaugment: 'AutoAugment',
  augmix: 'AugMix',
};

/** `classify_augmentations`, without its steps to a tensor. */
function classification(given: Fields, settings: Settings): Step[] {
  const { imgsz, scale, erasing, hsv_h, hsv_s, hsv_v } = settings;
  const policy = given.auto_augment === undefined ? 'randaugment' : given.auto_augment;
  const around = (most: number) => [Math.max(0, 1 - most), 1 + most];
  const jitter: Step = {
    name: 'ColorJitter',
    p: 1,
    parameters: {
      ...{ brightness: around(hsv_v), contrast: around(hsv_v), saturation: around(hsv_s) },
      hue: [-hsv_h, hsv_h],
    },
  };
  return [
    {
      name: 'RandomResizedCrop',
      p: 1,
      parameters: { size: [imgsz, imgsz], scale: [1 - scale, 1], area_for_downscale: 'image' },
    },
    ...flips(settings).reverse(),
    typeof policy === 'string' && policy !== ''
      ? { name: POLICIES[policy] ?? policy, p: 1, parameters: { interpolation: 'linear' } }
      : jitter,
    ...(erasing > 0 ? [{ name: 'Erasing', p: erasing }] : []),
  ];
}
