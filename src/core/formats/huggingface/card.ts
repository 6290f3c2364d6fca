import { parseDocument, stringify } from 'yaml';
import * as z from 'zod';
import { LabelError } from '../../errors.js';
import type { Json } from '../../json.js';
import { folderOf, nameOf } from '../../keys.js';
import type { DatasetReading, DescribedFile, LabelProblem, LabelSchema, WrittenSchema } from '../format.js';
import { headText, readText } from '../shared/text.js';
import { classColumnOf, fileMemoryOf } from './model.js';

const HEAD_BYTES = 100_000;

/** The YAML between two lines of dashes at the beginning. */
const FRONT_MATTER = /^---\r?\n([^]*?)\r?\n---\s*(\r?\n|$)/;

/** True for a data-set card that names classes: `README.md` with `class_label` in what it says of the features. */
export function isCard(key: string, bytes: Uint8Array): boolean {
  if (nameOf(key).toLowerCase() !== 'readme.md') return false;
  const [, yaml = ''] = FRONT_MATTER.exec(headText(bytes, HEAD_BYTES)) ?? [];
  return /^dataset_info\s*:/m.test(yaml) && /\bclass_label["']?\s*:/.test(yaml);
}

const json: z.ZodType<Json> = z.json();
const mapping = z.record(z.string(), json);
type Mapping = z.infer<typeof mapping>;

/** Of each configuration of the data set what holds for the output, too. Numbers of images and bytes do not. */
const infoSchema = z.object({ config_name: z.string().optional(), features: z.array(mapping) });
const cardSchema = z.object({ dataset_info: z.union([infoSchema, z.array(infoSchema)]) });

const namesSchema = z.union([z.array(z.coerce.string()), z.record(z.string(), z.coerce.string())]);

/**
 * The names of the classes in `objects`. If the configurations of the data set name them differently, none counts.
 * @throws LabelError if the card cannot be read
 */
export function readCard(key: string, bytes: Uint8Array): DatasetReading {
  const { dataset_info: card } = parseCard(key, readText(key, bytes));
  const [names, ...others] = [card].flat().flatMap(({ features }) => {
    const list = namesIn(features);
    return list ? [list] : [];
  });
  const isOne = others.every((other) => JSON.stringify(other) === JSON.stringify(names));
  if (names && isOne) return { schema: { classes: names, extra: { huggingface: { card, names } } } };
  const reason = 'its configurations name the classes of `objects` differently: classes stay numbers';
  const problem: LabelProblem = { file: key, reason, severity: 'warning' };
  return { schema: { classes: [] }, ...(names && { problems: [problem] }) };
}

function parseCard(key: string, text: string): z.infer<typeof cardSchema> {
  const document = parseDocument(FRONT_MATTER.exec(text)?.[1] ?? '', { logLevel: 'error' });
  const [error] = document.errors;
  if (error)
    throw new LabelError(
      { file: key, line: (error.linePos?.[0].line ?? 0) + 1 },
      error.message.split('\n')[0]!,
    );
  const card = cardSchema.safeParse(valueOf(key, document)).data;
  if (card) return card;
  throw new LabelError({ file: key }, 'expected `dataset_info:` with a list of `features`');
}

function valueOf(key: string, document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    // Only aliases fail here: unresolved ones, and those that would expand without end.
    throw new LabelError({ file: key }, cause instanceof Error ? cause.message : 'the YAML has no value');
  }
}

/** The names of the class column of `objects`, whether the card calls it a sequence, a list or a struct. */
function namesIn(features: readonly Mapping[]): string[] | undefined {
  const objects = features.find(({ name }) => name === 'objects');
  const columns = mappingsIn(objects?.['sequence'] ?? objects?.['list'] ?? objects?.['struct'] ?? null);
  const column = classColumnOf(columns.flatMap(({ name }) => (typeof name === 'string' ? [name] : [])));
  const own = mappingsIn(columns.find(({ name }) => column !== undefined && name === column) ?? null);
  const label = mapping.safeParse(own.find((one) => one['class_label'])?.['class_label']).data;
  return listOf(label?.['names']);
}

/** This mapping and all in it. */
function mappingsIn(value: Json): Mapping[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(mappingsIn);
  const own = mapping.safeParse(value).data;
  return own ? [own, ...Object.values(own).flatMap(mappingsIn)] : [];
}

/** Names by number, in order; undefined if a number is missing. */
function listOf(value: Json | undefined): string[] | undefined {
  const names = namesSchema.safeParse(value).data;
  if (!names || Array.isArray(names)) return names;
  const list = Object.keys(names).flatMap((_, number) => names[String(number)] ?? []);
  return list.length === Object.keys(names).length ? list : undefined;
}

/**
 * A card with the names of the classes as they are now, and nothing about the images of the input.
 * @param names as the input's card has them
 */
export function writeCard(card: Json, names: readonly string[], { classes, origins }: WrittenSchema): string {
  const renamed = names.map((name, number) => classes[origins?.indexOf(number) ?? number] ?? name);
  const numbered = Object.fromEntries(renamed.map((name, number) => [String(number), name]));
  const rename = (value: Json): Json => {
    if (Array.isArray(value)) return (value as readonly Json[]).map(rename);
    const own = mapping.safeParse(value).data;
    if (!own) return value;
    const isOurs = (key: string, inner: Json) =>
      key === 'names' && JSON.stringify(listOf(inner)) === JSON.stringify(names);
    return Object.fromEntries(
      Object.entries(own).map(([key, inner]) => [key, isOurs(key, inner) ? numbered : rename(inner)]),
    );
  };
  return `---\n${stringify({ dataset_info: rename(card) }, { compat: 'yaml-1.1', lineWidth: 0 })}---\n`;
}

/** The schema of a file whose classes are numbers, with the names that a card above it has for them. */
export function nameClasses(file: DescribedFile, card: DescribedFile): LabelSchema | undefined {
  const { schema } = file;
  const { classes: names } = card.schema;
  const numbers = schema.classes.filter((name, i) => name === String(i));
  if (numbers.length === 0 || names.length === 0 || !file.key.startsWith(folderOf(card.key)))
    return undefined;
  const others = schema.classes.slice(numbers.length).filter((name) => !names.includes(name));
  const classes = [...names, ...numbers.slice(names.length), ...others];
  return { ...schema, classes, extra: { huggingface: { ...fileMemoryOf(schema.extra), names: [...names] } } };
}
