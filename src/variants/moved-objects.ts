import type { LabelReport, ShownBorder, StepLoss } from '../core/annotations/model.js';
import { compareKeys } from '../core/keys.js';
import type { ObjectCount } from '../dataset/class-counts.js';
import type { RecordSummary } from '../state/record.js';

/** Numbers of objects. */
export type MovedCounts = Pick<LabelReport, 'kept' | 'clipped' | 'dropped' | 'reasons'>;

/**
 * What happened to the images' own objects in their variants: the sums of `classes`. Objects that lie outside of their image
 * count nowhere, and those of a tile are the ones that it shows, or lacks by a step.
 */
export interface MovedObjects extends MovedCounts {
  /** In the order of names. */
  readonly classes: readonly MovedClass[];
  /** Further labels of the variants: of other images, and of objects that are shown again. */
  readonly mixedIn: number;
  /** The same in originals and copied splits, which are no variants. */
  readonly copied: MovedCounts;
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
  const counted = variants.length === 0 ? [] : labelled.filter(({ objects }) => objects > 0);
  const inVariants = counted.map(({ name, objects }) => ({
    ...{ name, objects: objects * variants.length, clipped: 0, dropped: 0, losses: [] },
  }));
  return sumObjects([
    { ...NONE, classes: inVariants },
    ...outputs.map(({ variant, tile, image, report }) => ({
      ...NONE,
      ...(variant > 0
        ? {
            ...countsOf(report, tile),
            mixedIn: report.mixedIn ?? 0,
            classes: lostIn(image.key, report, tile),
          }
        : { copied: countsOf(report, tile) }),
      copies: copiesIn(report.copies ?? []),
    })),
  ]);
}

const NO_COUNTS: MovedCounts = { kept: 0, clipped: 0, dropped: 0, reasons: {} };

const NONE: MovedObjects = {
  ...NO_COUNTS,
  classes: [],
  mixedIn: 0,
  copied: NO_COUNTS,
  copies: { variants: 0, by: [] },
};

/** Without the objects that other tiles show, or account for, and those outside of their image. */
function countsOf({ kept, losses = [] }: LabelReport, tile = 1): MovedCounts {
  const counted = losses.filter((loss) => !isElsewhere(loss, tile));
  return {
    kept,
    clipped: losses.reduce((sum, loss) => sum + clippedBy(loss), 0),
    dropped: counted.reduce((sum, { dropped }) => sum + dropped, 0),
    reasons: addReasons(counted.map(({ reasons = {} }) => reasons)),
  };
}

function clippedBy({ step, clipped }: StepLoss): number {
  return step === '' ? 0 : clipped;
}

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
    const clipped = clippedBy(reported);
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
  const by = new Set(counts.flatMap(({ copies }) => copies.by));
  return {
    ...addCounts(counts),
    classes: sumClasses(counts),
    mixedIn: counts.reduce((sum, { mixedIn }) => sum + mixedIn, 0),
    copied: addCounts(counts.map(({ copied }) => copied)),
    copies: {
      variants: counts.reduce((sum, { copies }) => sum + copies.variants, 0),
      by: [...by].sort(compareKeys),
    },
  };
}

function addCounts(counts: readonly MovedCounts[]): MovedCounts {
  const total = (count: 'kept' | 'clipped' | 'dropped') => counts.reduce((sum, one) => sum + one[count], 0);
  return {
    kept: total('kept'),
    clipped: total('clipped'),
    dropped: total('dropped'),
    reasons: addReasons(counts.map(({ reasons }) => reasons)),
  };
}

function addReasons(all: readonly MovedCounts['reasons'][]): MovedCounts['reasons'] {
  const sums = new Map<string, number>();
  for (const reasons of all)
    for (const reason in reasons) sums.set(reason, (sums.get(reason) ?? 0) + reasons[reason]!);
  return Object.fromEntries([...sums].sort(([a], [b]) => compareKeys(a, b)));
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
