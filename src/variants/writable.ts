import type { Annotations, AnnotatedObject, LabelMap, LabelReport } from '../core/annotations/model.js';
import { LabelError } from '../core/errors.js';
import type { LabelContext, LabelFormat, LabelRole, Unwritable } from '../core/formats/format.js';
import { optionsFor, type Formats } from '../core/formats/formats.js';
import type { Recipe } from '../core/recipe/schema.js';
import { labelKeyFor } from '../dataset/layout.js';
import type { Source } from '../dataset/source.js';
import { writtenFormat } from './write-labels.js';

/** Labels of a variant, and what became of the Source's objects. */
export interface Labelled {
  readonly annotations: Annotations;
  readonly report: LabelReport;
  /** Those of the objects that mixes brought: see `PlanResult`. Absent: none. */
  readonly mixedIn?: ReadonlySet<AnnotatedObject>;
}

/**
 * Leaves out the objects that the written format cannot hold, and counts them in the report. A label file without
 * objects says that there is nothing in the image, so it is written only if that is true.
 * @throws LabelError if an image has labels and none of them can be written
 */
export function keepWritable(
  { annotations, report, mixedIn = NONE }: Labelled,
  source: Source,
  context: Omit<LabelContext, 'options'>,
  recipe: Recipe,
): Labelled {
  const name = writtenFormat(source, recipe);
  if (!name) {
    requireNoObjects(source, annotations);
    return { annotations, report };
  }
  const format = recipe.modules.formats.get(name);
  const left = unwritable(annotations, format, { ...context, options: optionsFor(format, recipe.labels) });
  const objects = annotations.objects.filter((object) => !left.has(object));
  const reasons = [...left.values()];
  const lost = lossOf(annotations, reasons, source, format, recipe);
  if (objects.length === 0 && lost !== undefined && !writesMaps(annotations, source, format, recipe))
    throw new LabelError({ file: source.key }, `its labels cannot be written as ${name}: ${lost}`);
  if (left.size === 0) return { annotations, report };
  return { annotations: { ...annotations, objects }, report: counted(report, left, mixedIn) };
}

const NONE: ReadonlySet<AnnotatedObject> = new Set();

/**
 * An image without labels gets objects from those that are mixed into it.
 * @throws LabelError for them, as unwritten they would not be there for a trainer
 */
function requireNoObjects({ key, labels }: Source, { objects }: Annotations): void {
  if (labels || objects.length === 0) return;
  throw new LabelError(
    { file: key },
    `it has no labels, and shows ${objects.length} objects of other images, which could not be written; give it a label file without objects, or leave it out`,
  );
}

function unwritable(
  annotations: Annotations,
  format: LabelFormat,
  context: LabelContext,
): ReadonlyMap<AnnotatedObject, Unwritable> {
  return new Map([...withoutName(annotations, format), ...withoutForm(annotations, format, context)]);
}

function withoutName(
  { objects }: Annotations,
  { name, holds }: LabelFormat,
): readonly (readonly [AnnotatedObject, Unwritable])[] {
  const unnamed = holds.unnamed === false ? objects.filter((object) => object.class.trim() === '') : [];
  const reason = `${name} has no classes without a name; labels.classes.rename gives it one`;
  return unnamed.map((object) => [object, { reason, isGone: false }]);
}

function withoutForm(
  annotations: Annotations,
  format: LabelFormat,
  context: LabelContext,
): ReadonlyMap<AnnotatedObject, Unwritable> {
  if (format.unwritable) return format.unwritable(annotations, context);
  if (format.holds.boxes) return new Map();
  const shapeless = annotations.objects.filter(({ polygons, bitmap }) => !polygons && !bitmap);
  const reason = 'it holds no objects without an outline';
  return new Map(shapeless.map((object) => [object, { reason, isGone: false }]));
}

/** Why something that is in the image is not written; undefined if nothing is lost. */
function lossOf(
  { labelMaps }: Annotations,
  reasons: readonly Unwritable[],
  source: Source,
  { name, holds }: LabelFormat,
  { modules: { formats } }: Recipe,
): string | undefined {
  const [unfit] = reasons.filter(({ isGone }) => !isGone);
  if (unfit) return unfit.reason;
  const filled = labelMaps.filter(hasContent);
  if (filled.length === 0) return undefined;
  if (!holds.labelMaps) return 'it has no masks';
  return filled.some(({ kind }) => !hasPlace(source, name, kind, formats))
    ? 'it has no folder for masks in this layout'
    : undefined;
}

function writesMaps(
  { labelMaps }: Annotations,
  source: Source,
  { name, holds }: LabelFormat,
  { modules: { formats } }: Recipe,
): boolean {
  return holds.labelMaps && labelMaps.some(({ kind }) => hasPlace(source, name, kind, formats));
}

function hasContent({ data, void: nothing }: LabelMap): boolean {
  return data.some((value) => value !== 0 && value !== nothing);
}

/** What mixes brought is no loss. */
function counted(
  report: LabelReport,
  left: ReadonlyMap<AnnotatedObject, Unwritable>,
  mixedIn: ReadonlySet<AnnotatedObject>,
): LabelReport {
  const all = [...left].filter(([{ double }]) => !double);
  const own = all.filter(([object]) => !mixedIn.has(object));
  const reasons: Record<string, number> = { ...report.reasons };
  const losses = [...(report.losses ?? [])];
  for (const [{ class: name }, { reason }] of own) {
    reasons[reason] = (reasons[reason] ?? 0) + 1;
    losses.push({ class: name, step: 'labels.write', clipped: 0, dropped: 1, reasons: { [reason]: 1 } });
  }
  const { mixedIn: brought = 0, ...others } = report;
  const stillBrought = brought - (all.length - own.length);
  return {
    ...others,
    kept: report.kept - own.length,
    dropped: report.dropped + own.length,
    reasons,
    ...(stillBrought > 0 && { mixedIn: stillBrought }),
    ...(losses.length > 0 && { losses }),
  };
}

/** A mask lies as the Source's own one of its kind, else where the format puts new ones. */
function hasPlace({ key, labels }: Source, format: string, kind: LabelRole, formats: Formats): boolean {
  const isOwn = labels?.format === format && labels.files.some(({ role }) => role === kind);
  return isOwn || labelKeyFor(key, format, kind, formats) !== undefined;
}
