type Fields = Readonly<Record<string, unknown>>;

/** A transform of Albumentations that has another name here: those of 1.3 and before, and further names in 2.0. */
interface Successor {
  readonly name: string;
  /** @returns its own parameters as Albumentations would have given them to the successor; the others stay */
  readonly to?: (old: Fields) => Fields;
  /** What differs all the same. */
  readonly note?: string;
}

const UNCHANGED = [0, 0];

/** What is no number is left for the check of the parameters. */
function shareOfLevels(levels: unknown): unknown {
  if (!Array.isArray(levels)) return levels;
  return levels.map((level: unknown) =>
    typeof level === 'number' ? Number((level / 255).toPrecision(6)) : level,
  );
}

const SUCCESSORS: Readonly<Record<string, Successor>> = {
  JpegCompression: { name: 'ImageCompression' },
  Cutout: {
    name: 'CoarseDropout',
    to: ({ num_holes = 8, max_h_size = 8, max_w_size = 8, ...rest }) => ({
      ...{ max_holes: num_holes, max_height: max_h_size, max_width: max_w_size },
      ...rest,
    }),
    note: 'its holes lie within the image, where those of Cutout could be cut off by its border',
  },
  IAAFliplr: { name: 'HorizontalFlip' },
  IAAFlipud: { name: 'VerticalFlip' },
  IAASharpen: { name: 'Sharpen' },
  IAAEmboss: { name: 'Emboss' },
  IAAPerspective: { name: 'Perspective' },
  IAAAdditiveGaussianNoise: {
    name: 'GaussNoise',
    to: ({ loc = 0, scale = [2.55, 12.75], ...rest }) => ({
      ...{ mean_range: shareOfLevels([loc, loc]), std_range: shareOfLevels(scale) },
      ...rest,
    }),
  },
  SquareSymmetry: { name: 'D4' },
  TimeReverse: { name: 'HorizontalFlip' },
  RandomBrightness: {
    name: 'RandomBrightnessContrast',
    to: ({ limit = 0.2, ...rest }) => ({ brightness_limit: limit, contrast_limit: UNCHANGED, ...rest }),
  },
  RandomContrast: {
    name: 'RandomBrightnessContrast',
    to: ({ limit = 0.2, ...rest }) => ({ contrast_limit: limit, brightness_limit: UNCHANGED, ...rest }),
  },
};

export interface Succeeded {
  readonly name: string;
  readonly given: Fields;
  readonly note: string;
}

/** A saved transform under its name here; undefined for those that have the same. */
export function successorOf(name: string, given: Fields): Succeeded | undefined {
  const successor = Object.hasOwn(SUCCESSORS, name) ? SUCCESSORS[name]! : undefined;
  if (!successor) return undefined;
  const { to = (old: Fields) => old, note } = successor;
  const reason = note === undefined ? '' : `; ${note}`;
  return { name: successor.name, given: to(given), note: `${name}: written as ${successor.name}${reason}` };
}
