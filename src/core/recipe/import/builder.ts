import { Document, isScalar, isSeq, visit } from 'yaml';
import { builtInTransforms } from '../../transforms/catalogue.js';
import { whyNotHere } from '../../transforms/known-names.js';
import type { CatalogueEntry } from '../../transforms/registry.js';
import { check, formatPath, show } from '../mistakes.js';
import { parameterNames } from '../tree.js';

export interface ImportedRecipe {
  /** A Recipe's text. */
  readonly yaml: string;
  /** What changes images or labels and could not be imported, one line each. */
  readonly lost: readonly string[];
  /** What else the user should know, one line each. */
  readonly notes: readonly string[];
}

export type Fields = Readonly<Record<string, unknown>>;

/** A step of a foreign pipeline, already under the names and in the units of this catalogue. */
export interface Step {
  readonly name: string;
  /** Absent: the default of the transform. */
  readonly p?: number | undefined;
  readonly parameters?: Fields;
  /** Parameters that change no image. They are left out without a word if the transform has none of that name. */
  readonly silent?: readonly string[];
  /** Why parameters that the transform does not have cannot be carried. */
  readonly reasons?: Readonly<Record<string, string>>;
  /** Of a control. */
  readonly steps?: readonly Step[];
  /** It makes numbers for a network of an image, and only has a share in what it stands in. */
  readonly isNotNeeded?: true;
}

/** What a Recipe has besides its transforms. */
export interface RecipeSettings {
  readonly variants?: number;
  readonly labels?: Fields;
  readonly filter?: Fields;
  readonly tiles?: Fields;
  readonly preprocess?: readonly Step[];
}

type Converted = string | Fields;

/** What imported Recipes call the file of the images that they mix in. */
const POOL = 'pool.json';

/** Controls that choose among their transforms: one that is missing still takes its share. */
const CHOOSING = ['OneOf', 'SomeOf', 'RandomOrder'];

/** Makes a Recipe of the steps of a foreign pipeline, and notes what cannot be carried. */
export class RecipeBuilder {
  readonly lost: string[] = [];
  readonly notes: string[] = [];
  private mixes = false;

  finish(steps: readonly Step[], { preprocess, ...settings }: RecipeSettings = {}): ImportedRecipe {
    const before = preprocess && this.list(preprocess);
    const transforms = this.list(steps);
    if (this.mixes)
      this.notes.push(`images that are mixed in: write them down with \`augment pool INPUT -o ${POOL}\``);
    const recipe = {
      version: 1,
      ...(before && { preprocess: before }),
      ...(this.mixes && { mix: { pool: POOL } }),
      transforms,
      ...settings,
    };
    return { yaml: prettyYaml(recipe), lost: this.lost, notes: this.notes };
  }

  /** Nothing of a pipeline's step can be carried. */
  leaveOut(what: string, reason: string): void {
    this.lost.push(`${what}: left out, ${reason}`);
  }

  /** The step makes numbers for a network of an image. */
  notNeeded(what: string): void {
    this.notes.push(`${what}: not needed, because image files are written; do it where you train`);
  }

  private list(steps: readonly Step[]): Converted[] {
    return steps.flatMap((step) => this.step(step));
  }

  /** Those inside a control that chooses, with a NoOp for each that is missing. */
  private choices(steps: readonly Step[]): Converted[] {
    const converted = steps.map((step) => ({ p: step.p ?? 0.5, made: this.step(step) }));
    if (converted.every(({ made }) => made.length === 0)) return [];
    return converted.flatMap(({ p, made }) => (made.length > 0 ? made : [{ NoOp: { p } }]));
  }

  private step(step: Step): Converted[] {
    const { name, p, steps } = step;
    if (step.isNotNeeded) {
      this.notNeeded(name);
      return [];
    }
    const entry = builtInTransforms.get(name);
    if (!entry) {
      this.leaveOutUnknown(step);
      return [];
    }
    if (entry.group === 'mixing') this.mixes = true;
    const parameters = this.parameters(entry, step);
    const children = steps && (CHOOSING.includes(name) ? this.choices(steps) : this.list(steps));
    if (children?.length === 0) {
      this.leaveOut(name, 'nothing remains in it');
      return [];
    }
    const body: Fields = {
      ...parameters,
      ...(p !== undefined && p !== entry.p && { p }),
      ...(children && { transforms: children }),
    };
    return [Object.keys(body).length > 0 ? { [name]: body } : name];
  }

  private leaveOutUnknown({ name, parameters = {} }: Step): void {
    const { height, width } = parameters;
    const reason = whyNotHere(name) ?? 'not known';
    const size = typeof height === 'number' && typeof width === 'number';
    const hint = size ? `; it also made all images ${width} × ${height}, which Resize can do` : '';
    this.leaveOut(name || 'a step without a name', reason + hint);
  }

  /** The parameters that can be imported and are not equal to a default. */
  private parameters(
    entry: CatalogueEntry,
    { parameters: given = {}, silent = [], reasons = {} }: Step,
  ): Fields {
    const known = parameterNames(entry);
    const foreign = Object.keys(given).filter((key) => !known.includes(key));
    for (const key of foreign.filter((name) => !silent.includes(name) && !isNothing(given[name])))
      this.leaveOut(`${entry.name}.${key}`, entry.refused?.[key] ?? reasons[key] ?? 'not known here');
    const ascending = this.ascending(entry, omit(given, foreign));
    return withoutDefaults(entry, this.withoutBadValues(entry, ascending));
  }

  /** Other programs draw between two numbers in either order, also where a Recipe accepts ascending ones only. */
  private ascending(entry: CatalogueEntry, given: Fields): Fields {
    const turned = Object.entries(given).flatMap(([key, value]) => {
      const other = isDescending(value) && { ...given, [key]: [value[1], value[0]] };
      if (!other || !isWrong(entry, given, key) || isWrong(entry, other, key)) return [];
      this.notes.push(`${entry.name}.${key}: ${show(value)} is written in ascending order`);
      return [[key, other[key]] as const];
    });
    return { ...given, ...Object.fromEntries(turned) };
  }

  private withoutBadValues(entry: CatalogueEntry, given: Fields): Fields {
    const checked = check(entry.schema, given);
    if ('value' in checked) return given;
    for (const { path, message } of checked.mistakes) {
      const value = typeof path[0] === 'string' ? show(given[path[0]]) : '';
      this.leaveOut(formatPath([entry.name, ...path]), `${message}, found ${value}`);
    }
    return omit(
      given,
      checked.mistakes.map(({ path }) => String(path[0])),
    );
  }
}

function isDescending(value: unknown): value is readonly [number, number] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [low, high] = value as readonly unknown[];
  return typeof low === 'number' && typeof high === 'number' && low > high;
}

function isWrong({ schema }: CatalogueEntry, given: Fields, key: string): boolean {
  const checked = check(schema, given);
  return 'mistakes' in checked && checked.mistakes.some(({ path }) => path[0] === key);
}

function withoutDefaults({ schema }: CatalogueEntry, given: Fields): Fields {
  let kept = given;
  for (const key of Object.keys(given)) {
    const fewer = omit(kept, [key]);
    if (normalForm(schema, fewer) === normalForm(schema, given)) kept = fewer;
  }
  return kept;
}

function normalForm(schema: CatalogueEntry['schema'], parameters: Fields): string | undefined {
  const result = check(schema, parameters);
  return 'value' in result ? JSON.stringify(result.value) : undefined;
}

function omit(from: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key)));
}

/** What a foreign parameter has that was not given. */
function isNothing(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

export function fields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** YAML with each list of numbers on one line. */
function prettyYaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Seq: (_key, node) => {
      if (isSeq(node) && node.items.every(isScalar))
        node.flow = node.items.every(({ value }) => typeof value === 'number');
    },
  });
  return document.toString();
}
