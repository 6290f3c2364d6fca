import { parse, stringify } from 'yaml';
import { describeParameters } from '../core/transforms/describe.js';
import { transformExamples } from '../core/transforms/examples.js';
import { rangeOf } from '../core/transforms/range.js';
import type { Beside, Range } from '../core/transforms/range.js';
import type { CatalogueEntry } from '../core/transforms/registry.js';

/** All ranges of a transform at their lower or at their upper ends. */
export type Extreme = 'least' | 'greatest';

type Parameters = Readonly<Record<string, unknown>>;

/**
 * Pixels of the shorter side before the example: sizes in examples are those of photos, while the noise and the blur of a photo are
 * not seen on a small picture of it.
 */
const WHOLE = 640;
const SMALL = 180;
/** Pixels of the longer side of the picture. */
const SHOWN = 160;

/**
 * The text of a Recipe whose first variant shows what a transform does at one end of its ranges.
 * @param hasPool whether there are images to mix in: the caller says which
 */
export function exampleRecipe(entry: CatalogueEntry, extreme: Extreme, hasPool: boolean): string {
  const movesPixels = entry.group === 'spatial' || entry.group === 'mixing';
  const parameters = { ...atExtreme(entry, extreme), p: 1 };
  return stringify({
    preprocess: [{ SmallestMaxSize: { max_size: movesPixels ? WHOLE : SMALL } }],
    transforms: [
      { [entry.name]: parameters },
      { LongestMaxSize: { max_size: SHOWN, area_for_downscale: 'image', p: 1 } },
    ],
    output: { format: 'jpeg' },
    ...(hasPool && entry.group === 'mixing' && { mix: { pool: 'none' } }),
  });
}

/** Whether its ranges have two ends that differ. */
export function hasExtremes(entry: CatalogueEntry): boolean {
  return JSON.stringify(atExtreme(entry, 'least')) !== JSON.stringify(atExtreme(entry, 'greatest'));
}

/** What a Recipe must give, with the values of the example; all of it where any one of several would do. */
export function requiredParameters(entry: CatalogueEntry): Parameters {
  const example = exampleOf(entry);
  const required = describeParameters(entry).filter((parameter) => parameter.default === undefined);
  const least = Object.fromEntries(
    required.flatMap(({ name }) => (name in example ? [[name, example[name]]] : [])),
  );
  return entry.schema.safeParse(least).success ? least : own(example);
}

/** Those that the transform's own schema knows. */
function own({ p: _p, transforms: _transforms, ...parameters }: Parameters): Parameters {
  return parameters;
}

function exampleOf({ name }: CatalogueEntry): Parameters {
  return parse((transformExamples as Readonly<Record<string, string>>)[name] ?? '{}') as Parameters;
}

function atExtreme(entry: CatalogueEntry, extreme: Extreme): Parameters {
  const example = exampleOf(entry);
  const ends = describeParameters(entry).flatMap(({ name, control, default: usual }) => {
    const value = example[name] ?? (usual === undefined ? undefined : (JSON.parse(usual) as unknown));
    const range = control.kind === 'range' ? rangeIn(value, control.beside) : undefined;
    if (!range || range[0] === range[1]) return [];
    const end = range[extreme === 'least' ? 0 : 1];
    const both = { [name]: [end, end] };
    // Some ranges must include what changes nothing.
    return entry.schema.safeParse({ ...own(example), ...both }).success ? [both] : [];
  });
  return Object.assign({ ...example }, ...ends) as Parameters;
}

function rangeIn(value: unknown, beside: Beside | undefined): Range | undefined {
  if (typeof value === 'number') return beside === undefined ? undefined : rangeOf(value, beside);
  return Array.isArray(value) && value.length === 2 ? (value as unknown as Range) : undefined;
}
