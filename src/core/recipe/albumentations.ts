import { Document, isScalar, isSeq, visit } from 'yaml';
import { formatPosition, RecipeError } from '../errors.js';
import { builtInTransforms } from '../transforms/catalogue.js';
import type { CatalogueEntry } from '../transforms/registry.js';
import { ownerOf } from '../transforms/known-names.js';
import { readDocument } from './document.js';
import { check, formatPath, show } from './mistakes.js';
import { parameterNames } from './tree.js';

export interface ImportedRecipe {
  /** A Recipe's text. */
  readonly yaml: string;
  /** What could not be imported, one line each. */
  readonly warnings: readonly string[];
}

/**
 * Makes a Recipe from a pipeline that Albumentations wrote: `A.save`, or the JSON of `A.to_dict`.
 * @param file its name, for messages
 * @throws RecipeError if it is not such a file
 */
export function importAlbumentations(text: string, file: string): ImportedRecipe {
  const { value, mistakes } = readDocument(text, file);
  const root = fields(fields(value)?.transform);
  if (!root || typeof root[CLASS] !== 'string') {
    const reason = mistakes[0]?.message ?? 'not a pipeline written by Albumentations: it has no transform';
    throw new RecipeError(`${formatPosition(mistakes[0]?.position ?? { file })}: ${reason}`);
  }
  const importer = new Importer();
  const labels = importer.labels(root.bbox_params);
  const transforms = importer.topLevel(root);
  const recipe = { version: 1, transforms, ...(Object.keys(labels).length > 0 && { labels }) };
  return { yaml: prettyYaml(recipe), warnings: importer.warnings };
}

type Fields = Readonly<Record<string, unknown>>;
type Converted = string | Fields;

const CLASS = '__class_fullname__';
const MINIMA = ['min_area', 'min_visibility', 'min_width', 'min_height'];
/** Transforms that hold a whole pipeline. Inside another one they only group. */
const PIPELINES = ['Compose', 'ReplayCompose'];

/** What Albumentations writes besides a transform's own parameters; all of it is derived from them. */
const BYPRODUCTS: Readonly<Record<string, readonly string[]>> = {
  PadIfNeeded: ['padding'],
  SafeRotate: 'balanced_scale fit_output keep_ratio rotate scale shear translate_percent translate_px'.split(
    ' ',
  ),
};

class Importer {
  readonly warnings: string[] = [];

  labels(boxParameters: unknown): Fields {
    const given = fields(boxParameters) ?? {};
    if (typeof given.max_accept_ratio === 'number') {
      this.warnings.push('bbox_params.max_accept_ratio: left out, because there is no such filter');
    }
    return Object.fromEntries(
      MINIMA.filter((name) => typeof given[name] === 'number' && given[name] > 0).map((name) => [
        name,
        given[name],
      ]),
    );
  }

  topLevel(root: Fields): Converted[] {
    const isWhole = PIPELINES.includes(nameOf(root)) && (root.p ?? 1) === 1;
    return isWhole ? this.list(root.transforms) : this.list([root]);
  }

  private list(nodes: unknown): Converted[] {
    return Array.isArray(nodes)
      ? nodes.flatMap((node: unknown): Converted[] => this.node(fields(node) ?? {}))
      : [];
  }

  private node(node: Fields): Converted[] {
    const name = PIPELINES.includes(nameOf(node)) ? 'Sequential' : nameOf(node);
    const entry = builtInTransforms.get(name);
    if (!entry) {
      const reason = ownerOf(name) ? 'this version does not have it yet' : 'not known';
      this.warnings.push(`${name || 'a step without a name'}: left out, ${reason}`);
      return [];
    }
    const { [CLASS]: _class, p, transforms, ...given } = node;
    const parameters = this.parameters(entry, given);
    const children = this.list(transforms);
    if (entry.group === 'control' && children.length === 0) {
      this.warnings.push(`${name}: left out, nothing remains in it`);
      return [];
    }
    const body: Fields = {
      ...parameters,
      ...(typeof p === 'number' && p !== entry.p && { p }),
      ...(entry.group === 'control' && { transforms: children }),
    };
    return [Object.keys(body).length > 0 ? { [name]: body } : name];
  }

  /** The parameters that can be imported and are not equal to a default. */
  private parameters(entry: CatalogueEntry, given: Fields): Fields {
    const known = parameterNames(entry);
    const foreign = Object.keys(given).filter((key) => !known.includes(key));
    const byproducts = BYPRODUCTS[entry.name] ?? [];
    for (const key of foreign.filter((key) => !byproducts.includes(key))) {
      const reason = entry.refused?.[key] ?? 'not known here';
      this.warnings.push(`${entry.name}.${key}: left out, ${reason}`);
    }
    const usable = this.withoutBadValues(entry, omit(given, foreign));
    return withoutDefaults(entry, usable);
  }

  private withoutBadValues(entry: CatalogueEntry, given: Fields): Fields {
    const checked = check(entry.schema, given);
    if ('value' in checked) return given;
    for (const { path, message } of checked.mistakes) {
      const value = typeof path[0] === 'string' ? show(given[path[0]]) : '';
      this.warnings.push(`${formatPath([entry.name, ...path])}: left out, ${message}, found ${value}`);
    }
    return omit(
      given,
      checked.mistakes.map(({ path }) => String(path[0])),
    );
  }
}

function nameOf(node: Fields): string {
  const name = node[CLASS];
  return typeof name === 'string' ? name.slice(name.lastIndexOf('.') + 1) : '';
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

function fields(value: unknown): Fields | undefined {
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
