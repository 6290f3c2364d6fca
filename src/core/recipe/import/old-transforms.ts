type Fields = Readonly<Record<string, unknown>>;

/** A transform of Albumentations 1.3 that 2.0 has under another name. */
interface Successor {
  readonly name: string;
  /** @returns its own parameters as 1.3 would have given them to the successor; the others stay */
  readonly to?: (old: Fields) => Fields;
  /** What differs all the same. */
  readonly note?: string;
}

const UNCHANGED = [0, 0];

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

/** A saved transform under the name of 2.0, for names that only 1.3 had; undefined for all others. */
export function successorOf(name: string, given: Fields): Succeeded | undefined {
  const successor = Object.hasOwn(SUCCESSORS, name) ? SUCCESSORS[name]! : undefined;
  if (!successor) return undefined;
  const { to = (old: Fields) => old, note } = successor;
  const reason = note === undefined ? '' : `; ${note}`;
  return { name: successor.name, given: to(given), note: `${name}: written as ${successor.name}${reason}` };
}
