import type * as z from 'zod';
import { UsageError } from '../errors.js';
import { nameOf, splitEnding } from '../keys.js';
import type { LabelFormat, Placement } from './format.js';

/** A layout of one of the formats. */
export interface FormatPlacement extends Placement {
  readonly format: string;
}

/** The label formats that a program knows. */
export interface Formats {
  /** In the order of recognition. */
  readonly all: readonly LabelFormat[];
  readonly names: readonly string[];
  /** The names of formats that labels can be written in. */
  readonly writable: readonly string[];
  /** In the order in which labels are looked for. */
  readonly placements: readonly FormatPlacement[];
  /** @throws UsageError if no format has this name */
  get(name: string): LabelFormat;
  /** @returns the format of a label file, by its content and ending; undefined if it is none of these */
  recognise(key: string, bytes: Uint8Array): LabelFormat | undefined;
}

/**
 * @param list in the order of recognition: the first format that recognises a file is chosen
 * @throws UsageError if two formats have the same name or option
 */
export function createFormats(list: readonly LabelFormat[]): Formats {
  const byName = new Map(list.map((format) => [format.name, format]));
  requireDistinct(list.map(({ name }) => name));
  requireDistinct(list.flatMap(({ options = {} }) => Object.keys(options)));
  const names = [...byName.keys()];
  return {
    all: list,
    names,
    writable: list.filter(({ readOnly }) => !readOnly).map(({ name }) => name),
    placements: list.flatMap(({ name, placements }) =>
      placements.map((placement) => ({ format: name, ...placement })),
    ),
    get: (name) => {
      const format = byName.get(name);
      if (format) return format;
      throw new UsageError(`there is no label format ${JSON.stringify(name)}; known: ${names.join(', ')}`);
    },
    recognise: (key, bytes) => list.find((format) => format.recognises(key, bytes)),
  };
}

function requireDistinct(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`two label formats have the name or option ${twice}`);
}

/** The settings of all formats, for the recipe's `labels`. */
export function labelOptions({ all }: Formats): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(all.flatMap(({ options = {} }) => Object.entries(options)));
}

/** A format's own settings among those of the recipe's `labels`. */
export function optionsFor({ options = {} }: LabelFormat, labels: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name in options));
}

/** True if the name of a file alone makes it a data-set file of the format. */
export function isNamedDatasetFile({ dataset }: LabelFormat, key: string): boolean {
  return dataset?.find.names?.includes(nameOf(key).toLowerCase()) ?? false;
}

/** True if the files about a whole data set are the same for both formats: one file then describes the labels of both. */
export function shareDatasetFiles(a: LabelFormat, b: LabelFormat): boolean {
  return a === b || (a.dataset !== undefined && a.dataset === b.dataset);
}

/** True if the content decides whether a file is a data-set file of the format. */
export function mayBeDatasetFile({ dataset }: LabelFormat, key: string): boolean {
  return dataset?.find.endings?.includes(splitEnding(key).ending.toLowerCase()) ?? false;
}
