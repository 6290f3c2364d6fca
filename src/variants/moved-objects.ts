import type { LabelReport, ShownBorder, StepLoss } from '../core/annotations/model.js';
import { compareKeys } from '../core/keys.js';
import type { ObjectCount } from '../dataset/class-counts.js';
import type { RecordSummary } from '../state/record.js';

/** What happened to the objects of outputs; `reasons` counts the dropped ones. */
export interface MovedObjects extends Pick<LabelReport, 'kept' | 'clipped' | 'dropped' | 'reasons'> {
  /** Of the variants alone, without originals and copies, in the order of names. */
  readonly classes: readonly MovedClass[];
  readonly copies: ShownCopies;
}

/** What happened to the objects of one class in the variants. */
export interface MovedClass {
  readonly name: string;
  /** How many objects lie inside of their images: those of each image, once for each of its variants. */
  readonly objects: number;
  readonly clipped: number;
  readonly dropped: number;
  /** By which steps, in the order of their names: see `StepLoss`. */
  readonly losses: readonly ClassLoss[];
}

export interface ClassLoss {
  readonly step: string;
  readonly clipped: number;
  /** How many of these it only covered in part. Absent: none. */
  readonly covered?: number;
  readonly dropped: number;
  /** Keys of the first variants that lack one. */
  readonly variants: readonly string[];
}

/** Variants at whose borders objects may be seen again, without labels. */
export interface ShownCopies {
  readonly variants: number;
  /** The transforms and their borders: `Affine: border reflect`. */
  readonly by: readonly string[];
}

const VARIANTS_NAMED = 3;

type Reported = Pick<RecordSummary['variants'][number], 'variant' | 'tile' | 'image' | 'report'>;

/** @param labelled what the Source's own labels have */
export function countMoved(labelled: readonly ObjectCount[], outputs: readonly Reported[]): MovedObjects {
  const variants = outputs.filter(({ variant }) => variant > 0);
  const counted = labelled.filter(({ objects }) => objects > 0);
  const inVariants = counted.map(({ name, objects }) => ({
    ...{ name, objects: objects * variants.length, clipped: 0, dropped: 0, losses: [] },
  }));
  return sumObjects([
    { ...NONE, classes: inVariants },
    ...outputs.map(({ variant, tile, image, report }) => ({
      ...(tile === undefined ? report : withoutElsewhere(report, tile)),
      classes: variant > 0 ? lostIn(image.key, report, tile) : [],
      copies: copiesIn(report.copies ?? []),
    })),
  ]);
}

const NONE: MovedObjects = {
  ...{ kept: 0, clipped: 0, dropped: 0, reasons: {} },
  classes: [],
  copies: { variants: 0, by: [] },
};

/** The report of a tile without the objects that other tiles show, or account for. */
function withoutElsewhere(report: LabelReport, tile: number): Omit<MovedObjects, 'classes' | 'copies'> {
  const { kept, clipped, dropped, losses = [] } = report;
  const elsewhere = losses
    .filter((loss) => isElsewhere(loss, tile))
    .reduce((total, loss) => total + loss.dropped, 0);
  const reasons = { ...report.reasons };
  let left = elsewhere;
  for (const reason of [...UNSHOWN, ...Object.keys(reasons)]) {
    const taken = Math.min(left, reasons[reason] ?? 0);
    if (taken > 0) reasons[reason] = reasons[reason]! - taken;
    left -= taken;
  }
  const some = Object.entries(reasons).filter(([, number]) => number > 0);
  return { kept, clipped, dropped: dropped - elsewhere, reasons: Object.fromEntries(some) };
}

/** Why a tile lacks an object that another one shows. Reports count reasons apart from steps, so the likeliest come first. */
const UNSHOWN = ['outside', 'min_visibility'];

function isElsewhere({ step, beforeTiles }: StepLoss, tile: number): boolean {
  return step === '' || (beforeTiles === true && tile > 1);
}

/**
 * Of objects that lie outside of their image, nothing was lost. What was dropped before tiles were cut, all tiles of a variant
 * report, and the first of them counts.
 */
function lostIn(key: string, { losses = [] }: Pick<LabelReport, 'losses'>, tile = 1): MovedClass[] {
  return losses.map((reported) => {
    const { class: name, step } = reported;
    const isOthers = isElsewhere(reported, tile);
    const clipped = step === '' ? 0 : reported.clipped;
    const dropped = isOthers ? 0 : reported.dropped;
    const covered = Math.min(clipped, reported.covered ?? 0);
    const loss = {
      ...{ step, clipped, dropped, variants: dropped > 0 ? [key] : [] },
      ...(covered > 0 && { covered }),
    };
    return {
      ...{ name, objects: isOthers ? -reported.dropped : 0, clipped, dropped },
      losses: clipped + dropped > 0 ? [loss] : [],
    };
  });
}

function copiesIn(borders: readonly ShownBorder[]): ShownCopies {
  return {
    variants: Number(borders.length > 0),
    by: borders.map(({ step, border }) => `${step}: border ${border}`),
  };
}

/** @param counts in the order of keys, by which the variants are named */
export function sumObjects(counts: readonly MovedObjects[]): MovedObjects {
  const sum = { kept: 0, clipped: 0, dropped: 0 };
  const reasons = new Map<string, number>();
  const by = new Set<string>();
  let variants = 0;
  for (const one of counts) {
    sum.kept += one.kept;
    sum.clipped += one.clipped;
    sum.dropped += one.dropped;
    variants += one.copies.variants;
    for (const reason in one.reasons) reasons.set(reason, (reasons.get(reason) ?? 0) + one.reasons[reason]!);
    for (const border of one.copies.by) by.add(border);
  }
  return {
    ...sum,
    reasons: Object.fromEntries([...reasons].sort(([a], [b]) => compareKeys(a, b))),
    classes: sumClasses(counts),
    copies: { variants, by: [...by].sort(compareKeys) },
  };
}

function sumClasses(counts: readonly MovedObjects[]): MovedClass[] {
  const sums = new Map<string, MovedClass>();
  for (const { classes } of counts)
    for (const one of classes) sums.set(one.name, addClass(sums.get(one.name), one));
  return [...sums.values()].sort((a, b) => compareKeys(a.name, b.name));
}

function addClass(sum: MovedClass | undefined, one: MovedClass): MovedClass {
  if (!sum) return one;
  return {
    name: sum.name,
    objects: sum.objects + one.objects,
    clipped: sum.clipped + one.clipped,
    dropped: sum.dropped + one.dropped,
    losses: one.losses.reduce(addLoss, sum.losses),
  };
}

function addLoss(sums: readonly ClassLoss[], one: ClassLoss): readonly ClassLoss[] {
  const known = sums.find(({ step }) => step === one.step);
  const covered = (known?.covered ?? 0) + (one.covered ?? 0);
  const sum = known
    ? {
        step: one.step,
        clipped: known.clipped + one.clipped,
        ...(covered > 0 && { covered }),
        dropped: known.dropped + one.dropped,
        variants: [...new Set([...known.variants, ...one.variants])].slice(0, VARIANTS_NAMED),
      }
    : one;
  return [...sums.filter((other) => other !== known), sum].sort((a, b) => compareKeys(a.step, b.step));
}

/** One note for all variants. */
export function describeCopies({ variants, by }: ShownCopies): string[] {
  if (variants === 0) return [];
  const number = variants === 1 ? '1 variant shows' : `${variants} variants show`;
  return [
    `${number} the image once more beyond its edge (${by.join(', ')}), so objects may be seen there again, and these copies ` +
      `have no labels; use border constant or replicate if every object must have one`,
  ];
}
