import {
  fields,
  RecipeBuilder,
  type Fields,
  type ImportedRecipe,
  type RecipeSettings,
  type Step,
} from './builder.js';

/** The settings of a version: what `generate_version` takes, and the version's page exports. */
export interface RoboflowSettings {
  readonly preprocessing?: Fields;
  readonly augmentation?: Fields;
}

interface Size {
  readonly width: number;
  readonly height: number;
}
type Conversion = (setting: Fields, size: Size | undefined) => readonly Step[] | undefined;

const ALWAYS = 1;

/** In the order in which Roboflow applies them. Undefined: this setting cannot be carried. */
const PREPROCESSING: Readonly<Record<string, Conversion>> = {
  'static-crop': ({ x_min = 0, y_min = 0, x_max = 100, y_max = 100 }) => {
    const sides = [y_min, hundredLess(x_max), hundredLess(y_max), x_min].map((value) => 0 - share(value));
    return [{ name: 'CropAndPad', p: ALWAYS, parameters: { percent: sides, keep_size: false } }];
  },
  grayscale: () => [{ name: 'ToGray', p: ALWAYS }],
  contrast: ({ type }) => {
    const name = CONTRASTS[text(type)];
    return name === undefined ? undefined : [{ name, p: ALWAYS }];
  },
  resize: (given) => {
    const size = sizeOf(given);
    return size && RESIZES[text(given.format)]?.(size);
  },
};

const CONTRASTS: Readonly<Record<string, string>> = {
  'contrast stretching': 'AutoContrast',
  'histogram equalization': 'Equalize',
  'adaptive equalization': 'CLAHE',
};

const letterbox =
  (fill: number) =>
  ({ width, height }: Size): Step[] => [{ name: 'Letterbox', parameters: { size: [height, width], fill } }];

const RESIZES: Readonly<Record<string, (size: Size) => readonly Step[]>> = {
  'stretch to': ({ width, height }) => [{ name: 'Resize', p: ALWAYS, parameters: { height, width } }],
  'fit within': ({ width, height }) => [
    { name: 'LongestMaxSize', p: ALWAYS, parameters: { max_size_hw: [height, width] } },
  ],
  'fit (black edges) in': letterbox(0),
  'fit (white edges) in': letterbox(255),
  'fill (with center crop) in': ({ width, height }) => [
    { name: 'SmallestMaxSize', p: ALWAYS, parameters: { max_size_hw: [height, width] } },
    { name: 'CenterCrop', p: ALWAYS, parameters: { height, width } },
  ],
};

const AUGMENTATION: Readonly<Record<string, Conversion>> = {
  flip: ({ horizontal, vertical }) => [
    ...(horizontal === true ? [{ name: 'HorizontalFlip', p: 0.5 }] : []),
    ...(vertical === true ? [{ name: 'VerticalFlip', p: 0.5 }] : []),
  ],
  ninety: quarterTurns,
  crop: ({ min, max }, size) =>
    size && [
      {
        name: 'RandomResizedCrop',
        p: ALWAYS,
        parameters: {
          size: [size.height, size.width],
          // Both sides become shorter by this share.
          scale: [max, min].map((percent) => Number(((1 - share(percent)) ** 2).toFixed(6))),
          ratio: [size.width / size.height, size.width / size.height],
        },
      },
    ],
  rotate: ({ degrees }) => [{ name: 'Rotate', p: ALWAYS, parameters: { limit: degrees } }],
  shear: ({ horizontal, vertical }) => [
    { name: 'Affine', p: ALWAYS, parameters: { shear: { x: around(horizontal), y: around(vertical) } } },
  ],
  rgrayscale: ({ percent }) => [{ name: 'ToGray', p: share(percent) }],
  hue: ({ degrees }) => [
    {
      name: 'HueSaturationValue',
      p: ALWAYS,
      parameters: { hue_shift_limit: number(degrees) / 2, sat_shift_limit: 0, val_shift_limit: 0 },
    },
  ],
  saturation: ({ percent }) => [jitter('saturation', percent)],
  brightness: ({ percent, brighten, darken }) => {
    const [low, high] = [darken === true ? -share(percent) : 0, brighten === true ? share(percent) : 0];
    const parameters = { brightness_limit: [low, high], contrast_limit: 0 };
    return [{ name: 'RandomBrightnessContrast', p: ALWAYS, parameters }];
  },
  exposure: ({ percent }) => [
    {
      name: 'RandomGamma',
      p: ALWAYS,
      parameters: { gamma_limit: [100 - number(percent), 100 + number(percent)] },
    },
  ],
  blur: ({ pixels }) => [
    { name: 'GaussianBlur', p: ALWAYS, parameters: { sigma_limit: [0, number(pixels)] } },
  ],
  noise: ({ percent }) => [{ name: 'SaltAndPepper', p: ALWAYS, parameters: { amount: [0, share(percent)] } }],
  cutout: ({ count, percent }) => {
    const side = [share(percent), share(percent)];
    const parameters = { num_holes_range: [count, count], hole_height_range: side, hole_width_range: side };
    return [{ name: 'CoarseDropout', p: ALWAYS, parameters }];
  },
};

/** Those that Roboflow also has for the inside of each bounding box, under names that begin with `bb`. */
const OF_BOXES: Readonly<Record<string, Conversion>> = {
  ...Object.fromEntries(
    ['flip', 'ninety', 'rotate', 'shear', 'brightness', 'exposure', 'blur', 'noise'].map(
      (name) => [name, AUGMENTATION[name]!] as const,
    ),
  ),
  // The sides of a box become shorter, and what is left fills the box.
  crop: ({ min, max }) => {
    const percent = [0 - share(max) / 2, 0 - share(min) / 2];
    return [{ name: 'CropAndPad', p: ALWAYS, parameters: { percent } }];
  },
};

const INSIDE_BOXES: Readonly<Record<string, Conversion>> = Object.fromEntries(
  Object.entries(OF_BOXES).map(([name, conversion]): [string, Conversion] => [
    `bb${name}`,
    (setting, size) => {
      const steps = conversion(setting, size);
      return steps?.length ? [{ name: 'InsideBoxes', p: ALWAYS, steps }] : steps;
    },
  ]),
);

/** Settings that mean what happens here anyway. */
const AS_HERE = ['auto-orient', 'image'];

export function isRoboflow(value: unknown): value is RoboflowSettings {
  const given = fields(value) ?? {};
  return fields(given.preprocessing) !== undefined || fields(given.augmentation) !== undefined;
}

/** What is no transform here, and how to ask for it. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  mosaic: 'add Mosaic to the transforms, and `mix: {pool: pool.json}`, which `augment pool` writes',
};

export function importRoboflow({ preprocessing = {}, augmentation = {} }: RoboflowSettings): ImportedRecipe {
  const builder = new RecipeBuilder();
  builder.notes.push(
    'settings of a Roboflow version; it publishes no formulas, so that amounts of colour, noise, blur and crops can differ',
  );
  const size = sizeOf(fields(preprocessing.resize));
  const convert = (given: Fields, conversions: Readonly<Record<string, Conversion>>): Step[] => {
    for (const name of Object.keys(given))
      if (isOn(given[name]) && !Object.hasOwn(conversions, name) && ![...AS_HERE, ...SETTINGS].includes(name))
        builder.leaveOut(name, ELSEWHERE[name] ?? 'there is nothing like it here yet');
    return Object.entries(conversions).flatMap(([name, conversion]) => {
      if (!isOn(given[name])) return [];
      const steps = conversion(fields(given[name]) ?? {}, size);
      if (!steps) builder.leaveOut(`${name}: ${JSON.stringify(given[name])}`, 'cannot be carried');
      return steps ?? [];
    });
  };
  const settings = settingsOf(preprocessing, builder);
  const { resize, ...others } = preprocessing;
  const whole = scaledResize(fields(resize), settings.tiles);
  const before = convert({ ...others, ...(whole && { resize: whole }) }, PREPROCESSING);
  const behind = isOn(resize) && !whole ? convert({ resize }, PREPROCESSING) : [];
  if (behind.length > 0) builder.leaveOut('resize of originals and of other splits', BEHIND_TILES);
  const steps = [...behind, ...convert(augmentation, { ...AUGMENTATION, ...INSIDE_BOXES })];
  const versions = fields(augmentation.image)?.versions;
  return builder.finish(steps, {
    ...(typeof versions === 'number' && versions > 1 && { variants: versions }),
    ...(before.length > 0 && { preprocess: before }),
    ...settings,
  });
}

/** Of `preprocessing`, what becomes settings of the Recipe. */
const SETTINGS = ['isolate', 'tile', 'filter-null', 'remap'];

const BEHIND_TILES = 'tiles are cut behind preprocess, and resized as the first of the transforms';

function settingsOf(preprocessing: Fields, builder: RecipeBuilder): RecipeSettings {
  const tiles = tilesOf(preprocessing, builder);
  const rename = renamedIn(fields(preprocessing.remap) ?? {}, builder);
  const filter = fields(preprocessing['filter-null']);
  if (filter && filter.percent !== 100)
    builder.leaveOut(
      `filter-null: ${JSON.stringify(filter)}`,
      'a share of all images; add `filter: {objects: {empty: …}}` with the share of those without objects to the recipe',
    );
  return {
    ...(tiles && { tiles }),
    ...(filter?.percent === 100 && { filter: { objects: { empty: 'drop' } } }),
    ...(Object.keys(rename).length > 0 && { labels: { classes: { rename } } }),
  };
}

function tilesOf({ isolate, tile }: Fields, builder: RecipeBuilder): Fields | undefined {
  const { rows, columns } = fields(tile) ?? {};
  if (!isOn(isolate)) return isOn(tile) ? { rows, columns } : undefined;
  if (isOn(tile)) builder.leaveOut('tile', 'objects are cut out already');
  builder.notes.push('isolate: `folders: true` in `tiles.objects` makes a data set for classification');
  return { objects: {} };
}

function renamedIn(remap: Fields, builder: RecipeBuilder): Fields {
  const isName = (to: unknown) => typeof to === 'string' && to !== '';
  for (const [from, to] of Object.entries(remap))
    if (!isName(to))
      builder.leaveOut(`remap: ${from}`, 'add it to `labels: {classes: {drop: …}}` of the recipe');
  return Object.fromEntries(Object.entries(remap).filter(([from, to]) => isName(to) && from !== to));
}

/**
 * Roboflow resizes tiles. Where that is the same, the whole image is resized to as many times the size before it is cut.
 * @returns undefined where there is nothing to resize, or it is not the same
 */
function scaledResize(resize: Fields | undefined, tiles: Fields | undefined): Fields | undefined {
  if (!resize || !tiles) return resize;
  const { rows, columns } = tiles;
  const { format, width, height } = resize;
  const isSame = ['stretch to', 'fit within'].includes(text(format)) && tiles.objects === undefined;
  return isSame
    ? { ...resize, width: number(width) * number(columns), height: number(height) * number(rows) }
    : undefined;
}

/** None and each turn that is chosen are equally likely. */
function quarterTurns(given: Fields): readonly Step[] {
  const turns = Object.entries({
    clockwise: ['Transpose', 'HorizontalFlip'],
    'counter-clockwise': ['Transpose', 'VerticalFlip'],
    'upside-down': ['HorizontalFlip', 'VerticalFlip'],
  }).filter(([name]) => given[name] === true);
  if (turns.length === 0) return [];
  if (turns.length === 3) return [{ name: 'RandomRotate90', p: ALWAYS }];
  const steps = turns.map(([, names]): Step => ({
    name: 'Sequential',
    p: ALWAYS,
    steps: names.map((name) => ({ name, p: ALWAYS })),
  }));
  return [{ name: 'OneOf', p: ALWAYS, steps: [{ name: 'NoOp', p: ALWAYS }, ...steps] }];
}

function jitter(what: string, percent: unknown): Step {
  const none = { brightness: [1, 1], contrast: [1, 1], saturation: [1, 1], hue: [0, 0] };
  return {
    name: 'ColorJitter',
    p: ALWAYS,
    parameters: { ...none, [what]: [1 - share(percent), 1 + share(percent)] },
  };
}

function sizeOf(resize: Fields | undefined): Size | undefined {
  const { width, height } = resize ?? {};
  return typeof width === 'number' && typeof height === 'number' ? { width, height } : undefined;
}

function isOn(setting: unknown): boolean {
  return setting !== undefined && setting !== null && setting !== false;
}

function share(percent: unknown): number {
  return number(percent) / 100;
}

function around(degrees: unknown): readonly number[] {
  return [-number(degrees), number(degrees)];
}

function hundredLess(percent: unknown): number {
  return 100 - number(percent);
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}
