import { Document, isScalar, isSeq, visit } from 'yaml';
import { formatPosition, RecipeError } from '../errors.js';
import { builtInTransforms } from '../transforms/catalogue.js';
import type { CatalogueEntry } from '../transforms/registry.js';
import { ownerOf } from '../transforms/known-names.js';
import { readDocument } from './document.js';
import { check, formatPath, show } from './mistakes.js';
import { translateParameters } from './old-parameters.js';
import { successorOf } from './old-transforms.js';
import { parameterNames } from './tree.js';

export interface ImportedRecipe {
  /** A Recipe's text. */
  readonly yaml: string;
  /** What changes images or labels and could not be imported, one line each. */
  readonly lost: readonly string[];
  /** What else the user should know, one line each. */
  readonly notes: readonly string[];
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
  importer.origin(fields(value)?.__version__);
  const labels = importer.labels(root.bbox_params);
  const transforms = importer.topLevel(root);
  const recipe = { version: 1, transforms, ...(Object.keys(labels).length > 0 && { labels }) };
  return { yaml: prettyYaml(recipe), lost: importer.lost, notes: importer.notes };
}

/** True for the content of a file that Albumentations wrote. */
export function isSavedPipeline(value: unknown): boolean {
  return typeof fields(fields(value)?.transform)?.[CLASS] === 'string';
}

type Fields = Readonly<Record<string, unknown>>;
type Converted = string | Fields;

const CLASS = '__class_fullname__';
const MINIMA = ['min_area', 'min_visibility', 'min_width', 'min_height'];
/** Transforms that hold a whole pipeline. Inside another one they only group. */
const PIPELINES = ['Compose', 'ReplayCompose'];
/** Controls that choose among their transforms: one that is missing still takes its share. */
const CHOOSING = ['OneOf', 'SomeOf', 'RandomOrder'];
/** Steps from an image to the numbers of a network. */
const NOT_NEEDED = ['Normalize', 'ToTensorV2', 'ToTensor3D', 'ToFloat', 'FromFloat'];
/** They say how a pipeline is called, or protect from overflows. They change no image. */
const WITHOUT_EFFECT =
  'always_apply additional_targets bbox_params is_check_args is_check_shapes keypoint_params keypoint_remapping_method mask_interpolation save_key save_applied_params seed strict telemetry eps'.split(
    ' ',
  );

/** What Albumentations writes besides a transform's own parameters; all of it is derived from them. */
const BYPRODUCTS: Readonly<Record<string, readonly string[]>> = {
  PadIfNeeded: ['padding'],
  RGBShift: ['approximation', 'noise_params', 'noise_type', 'spatial_mode'],
  SafeRotate: 'balanced_scale fit_output keep_ratio rotate scale shear translate_percent translate_px'.split(
    ' ',
  ),
};

class Importer {
  readonly lost: string[] = [];
  readonly notes: string[] = [];

  origin(version: unknown): void {
    if (typeof version !== 'string') return;
    const isOld = /^[01]\./.test(version);
    const meaning = isOld ? '; its parameters are given the names and units of 2.0.8' : '';
    this.notes.push(`saved by Albumentations ${version}${meaning}`);
  }

  labels(boxParameters: unknown): Fields {
    const given = fields(boxParameters) ?? {};
    if (typeof given.max_accept_ratio === 'number') {
      this.lost.push('bbox_params.max_accept_ratio: left out, because there is no such filter');
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

  /** Those inside a control that chooses, with a NoOp for each that is missing. */
  private choices(nodes: unknown): Converted[] {
    const given = Array.isArray(nodes) ? nodes.map((node: unknown) => fields(node) ?? {}) : [];
    const converted = given.map((node) => ({ node, steps: this.node(node) }));
    if (converted.every(({ steps }) => steps.length === 0)) return [];
    return converted.flatMap(({ node, steps }) =>
      steps.length > 0 ? steps : [{ NoOp: { p: typeof node.p === 'number' ? node.p : 0.5 } }],
    );
  }

  private node(saved: Fields): Converted[] {
    const successor = successorOf(nameOf(saved), saved);
    if (successor) this.notes.push(successor.note);
    const node = successor?.given ?? saved;
    const own = successor?.name ?? nameOf(saved);
    const name = PIPELINES.includes(own) ? 'Sequential' : own;
    const entry = builtInTransforms.get(name);
    if (!entry) {
      this.leaveOut(name, node);
      return [];
    }
    const { [CLASS]: _class, p: givenP, transforms, ...given } = node;
    const p = given.always_apply === true ? 1 : givenP;
    const parameters = this.parameters(entry, given);
    const children = CHOOSING.includes(name) ? this.choices(transforms) : this.list(transforms);
    if (entry.group === 'control' && children.length === 0) {
      this.lost.push(`${name}: left out, nothing remains in it`);
      return [];
    }
    const body: Fields = {
      ...parameters,
      ...(typeof p === 'number' && p !== entry.p && { p }),
      ...(entry.group === 'control' && { transforms: children }),
    };
    return [Object.keys(body).length > 0 ? { [name]: body } : name];
  }

  private leaveOut(name: string, { height, width }: Fields): void {
    if (NOT_NEEDED.includes(name)) {
      this.notes.push(`${name}: not needed, because image files are written; do it where you train`);
      return;
    }
    const reason = ownerOf(name) ? 'this version does not have it yet' : 'not known';
    const size = typeof height === 'number' && typeof width === 'number';
    const hint = size ? `; it also made all images ${width} × ${height}, which Resize can do` : '';
    this.lost.push(`${name || 'a step without a name'}: left out, ${reason}${hint}`);
  }

  /** The parameters that can be imported and are not equal to a default. */
  private parameters(entry: CatalogueEntry, saved: Fields): Fields {
    const given = translateParameters(entry.name, saved);
    const known = parameterNames(entry);
    const foreign = Object.keys(given).filter((key) => !known.includes(key));
    const silent = [...(BYPRODUCTS[entry.name] ?? []), ...WITHOUT_EFFECT];
    for (const key of foreign.filter((name) => !silent.includes(name) && given[name] !== null)) {
      const reason = entry.refused?.[key] ?? 'not known here';
      this.lost.push(`${entry.name}.${key}: left out, ${reason}`);
    }
    const usable = this.withoutBadValues(entry, omit(given, foreign));
    return withoutDefaults(entry, usable);
  }

  private withoutBadValues(entry: CatalogueEntry, given: Fields): Fields {
    const checked = check(entry.schema, given);
    if ('value' in checked) return given;
    for (const { path, message } of checked.mistakes) {
      const value = typeof path[0] === 'string' ? show(given[path[0]]) : '';
      this.lost.push(`${formatPath([entry.name, ...path])}: left out, ${message}, found ${value}`);
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
