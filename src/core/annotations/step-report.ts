import { LABEL_EFFECTS } from '../plan/operations.js';
import type { UnmixedOperation } from '../plan/operations.js';
import { TILES } from '../plan/plan.js';
import type { PlanStep } from '../plan/plan.js';
import type { DropReason } from './filter.js';
import { wayOf, type Way } from './legs.js';
import { measureObject } from './measure.js';
import type { AnnotatedObject, LabelReport, ShownBorder, StepLoss } from './model.js';
import type { Chapter, FollowedAnnotations } from './move.js';
import { moveObject, type ObjectFate, type ObjectRules } from './object.js';
import { copyingBorders } from './report.js';

type LossRules = Omit<ObjectRules, 'moveBitmap'>;
type Followed = Pick<FollowedAnnotations, 'chapters' | 'fates' | 'lost'>;

/**
 * Says of each step of a Plan what it did to the labels: which objects of the image itself it clipped or dropped, and
 * whether its border shows copies of objects. What mixes bring is more than there was, and no part of it is a loss.
 */
export function reportSteps(
  followed: Followed,
  steps: readonly PlanStep[],
  rules: LossRules,
): Omit<LabelReport, 'datasetWarnings'> {
  if (followed.chapters.every(({ annotations }) => annotations.objects.length === 0)) return NOTHING;
  const moments = momentsOf(steps);
  const lost = lossesIn(followed, moments, rules);
  const losses = countLosses(lost, steps);
  const copies = followed.chapters.flatMap((chapter, i) =>
    copiesIn(
      chapter,
      moments.filter((moment) => moment.chapter === i),
    ),
  );
  const mixedIn = mixedInto(followed).size;
  return {
    ...countLost(followed, lost),
    ...(mixedIn > 0 && { mixedIn }),
    ...(losses.length > 0 && { losses }),
    ...(copies.length > 0 && { copies }),
  };
}

const NOTHING = { kept: 0, clipped: 0, dropped: 0, reasons: {} };

function countLost({ chapters }: Followed, lost: readonly ObjectLoss[]): typeof NOTHING {
  const own = chapters[0]!.annotations.objects.filter(({ double }) => !double).length;
  const dropped = lost.filter(({ isDropped }) => isDropped);
  return {
    kept: own - dropped.length,
    clipped: lost.length - dropped.length,
    dropped: dropped.length,
    reasons: dropped.reduce(countReason, {}),
  };
}

function countReason(
  reasons: Readonly<Record<string, number>>,
  { reason }: ObjectLoss,
): Record<string, number> {
  return reason === undefined ? { ...reasons } : { ...reasons, [reason]: (reasons[reason] ?? 0) + 1 };
}

/** The labels at the end that are of other images, or of objects of the image itself that are shown again. */
export function mixedInto({
  chapters,
  fates,
}: Pick<Followed, 'chapters' | 'fates'>): ReadonlySet<AnnotatedObject> {
  const { annotations, pasts } = chapters.at(-1)!;
  const seen = new Set<number>();
  const further = new Set<AnnotatedObject>();
  for (const [i, fate] of fates.entries()) {
    if ('dropped' in fate || annotations.objects[i]!.double) continue;
    const { own } = pasts[i]!;
    if (own === undefined || seen.has(own)) further.add(fate.object);
    else seen.add(own);
  }
  return further;
}

/** Behind an Operation that acts on labels, or at the very beginning. */
interface Moment {
  /** The step of that Operation. */
  readonly path: string;
  readonly chapter: number;
  /** From the beginning of the chapter. */
  readonly operations: readonly UnmixedOperation[];
}

function momentsOf(steps: readonly PlanStep[]): Moment[] {
  const moments: Moment[] = [{ path: '', chapter: 0, operations: [] }];
  for (const { path, operations } of steps)
    for (const operation of operations) {
      const { chapter, operations: before } = moments.at(-1)!;
      if (operation.kind === 'mix') moments.push({ path, chapter: chapter + 1, operations: [] });
      else if (LABEL_EFFECTS[operation.kind] !== 'none')
        moments.push({ path, chapter, operations: [...before, operation] });
    }
  return moments;
}

/** What became of one object of the image itself. */
export interface ObjectLoss {
  readonly object: AnnotatedObject;
  /** What dropped it, or was the first to cut a part off: see `StepLoss`. */
  readonly step: string;
  readonly isDropped: boolean;
  /** Whether it is only covered in part, and nothing of it is cut off. */
  readonly isCovered?: true;
  /** Why it was dropped; absent if it is only clipped. */
  readonly reason?: DropReason;
}

/** Which objects of the image itself the steps of a Plan clipped or dropped, in the order of the labels. */
export function objectLosses(
  followed: Followed,
  steps: readonly PlanStep[],
  rules: LossRules,
): readonly ObjectLoss[] {
  return lossesIn(followed, momentsOf(steps), rules);
}

function lossesIn(
  { chapters, fates, lost }: Followed,
  moments: readonly Moment[],
  rules: LossRules,
): readonly ObjectLoss[] {
  const ends = byOwn(chapters.at(-1)!.pasts, fates);
  const trail = new Trail(chapters, moments, rules, ends);
  return chapters[0]!.annotations.objects.flatMap((object, own): ObjectLoss[] => {
    const state = stateOf(ends.get(own) ?? []);
    if (object.double || state === 'whole') return [];
    if (state === 'clipped') {
      const { step: clipping, isCovered } = trail.whatClipped(object, own);
      return [{ object, step: clipping, isDropped: false, ...(isCovered && { isCovered }) }];
    }
    const reason = reasonIn(ends.get(own) ?? []) ?? lost.get(own);
    const step = trail.whatDropped(object, own);
    return [{ object, step, isDropped: true, ...(reason && { reason }) }];
  });
}

function reasonIn(fates: readonly ObjectFate[]): DropReason | undefined {
  return fates.flatMap((fate) => ('dropped' in fate ? fate.dropped : []))[0];
}

function countLosses(lost: readonly ObjectLoss[], steps: readonly PlanStep[]): StepLoss[] {
  const losses = new Map<string, StepLoss>();
  for (const loss of lost) {
    const { object, step, isDropped, isCovered = false } = loss;
    const id = JSON.stringify([object.class, step]);
    const { clipped, dropped, covered = 0, reasons = {} } = losses.get(id) ?? { clipped: 0, dropped: 0 };
    const allReasons = countReason(reasons, loss);
    const allCovered = covered + Number(isCovered);
    losses.set(id, {
      class: object.class,
      step,
      clipped: clipped + Number(!isDropped),
      ...(allCovered > 0 && { covered: allCovered }),
      dropped: dropped + Number(isDropped),
      ...(Object.keys(allReasons).length > 0 && { reasons: allReasons }),
      ...(isBeforeTiles(step, steps) && { beforeTiles: true }),
    });
  }
  return [...losses.values()];
}

/** A mix may show an object of the image several times. */
function byOwn<Value>(
  pasts: Chapter['pasts'],
  values: readonly Value[],
): ReadonlyMap<number | undefined, readonly Value[]> {
  const lists = new Map<number | undefined, Value[]>();
  for (const [i, { own }] of pasts.entries()) {
    const list = lists.get(own);
    if (list) list.push(values[i]!);
    else lists.set(own, [values[i]!]);
  }
  return lists;
}

type State = 'dropped' | 'clipped' | 'whole';

/** Of an object that is shown so many times: the best. */
function stateOf(fates: readonly ObjectFate[]): State {
  const kept = fates.filter((fate) => 'object' in fate);
  if (kept.length === 0) return 'dropped';
  return kept.every(({ clipped }) => clipped) ? 'clipped' : 'whole';
}

/**
 * The objects of the image at each moment. Bitmaps are not moved there: their visible share is measured without, and a
 * small error in an area only shifts an object from one step to another.
 */
class Trail {
  private readonly ways = new Map<Moment, Way>();
  private readonly shown: readonly ReadonlyMap<number | undefined, readonly number[]>[];

  constructor(
    private readonly chapters: readonly Chapter[],
    private readonly moments: readonly Moment[],
    private readonly rules: LossRules,
    /** What became of each object in the end. */
    private readonly ends: ReadonlyMap<number | undefined, readonly ObjectFate[]>,
  ) {
    this.shown = chapters.map(({ pasts }) => byOwn(pasts, [...pasts.keys()]));
  }

  /** The step behind which an object stays dropped: a later one may make it large enough again. */
  whatDropped(object: AnnotatedObject, own: number): string {
    let at = this.moments.length - 1;
    while (at > 0 && stateOf(this.fatesAt(at - 1, own)) === 'dropped') at -= 1;
    const { path } = this.moments[at]!;
    // What one tile does not show, another one does.
    if (at > 0) return path === TILES || this.isNowhere(object) ? '' : path;
    const [fate] = this.fatesAt(0, own);
    return fate && 'dropped' in fate ? `labels.${fate.dropped}` : '';
  }

  /** The first step that took a part, and whether it covered that alone. */
  whatClipped(object: AnnotatedObject, own: number): { readonly step: string; readonly isCovered: boolean } {
    const before = this.moments.slice(0, -1);
    const first = before.findIndex((_, at) => at > 0 && stateOf(this.fatesAt(at, own)) !== 'whole');
    // If it was none of those before, it was the last one.
    const at = first < 0 ? this.moments.length - 1 : first;
    const kept = this.fatesAt(at, own).filter((fate) => 'object' in fate);
    const isCovered =
      kept.length > 0 &&
      kept.every((fate) => fate.sight !== undefined && fate.object.truncated === object.truncated);
    return { step: this.moments[at]!.path, isCovered };
  }

  private fatesAt(at: number, own: number): readonly ObjectFate[] {
    if (at === this.moments.length - 1) return this.ends.get(own) ?? [];
    const moment = this.moments[at]!;
    const { annotations, pasts } = this.chapters[moment.chapter]!;
    const { legs } = this.wayTo(moment);
    const rules = { ...this.rules, moveBitmap: undefined };
    const places = this.shown[moment.chapter]!.get(own) ?? [];
    return places.map((place) => moveObject(annotations.objects[place]!, legs, rules, pasts[place]!));
  }

  private wayTo(moment: Moment): Way {
    const known = this.ways.get(moment);
    if (known) return known;
    const way = wayOf(this.chapters[moment.chapter]!.annotations, moment.operations);
    this.ways.set(moment, way);
    return way;
  }

  /** True of an object that has no extent, or none inside of its image: no step took anything from it. */
  private isNowhere(object: AnnotatedObject): boolean {
    const [start] = this.wayTo(this.moments[0]!).legs;
    return !start || !('journey' in start) || !measureObject(object, start.journey)?.original;
  }
}

/** True of the steps before the cut of a tile, and of the rules, which come before all steps. */
function isBeforeTiles(step: string, steps: readonly PlanStep[]): boolean {
  const place = (of: string) => steps.findIndex(({ path }) => path === of);
  return step !== '' && place(step) < place(TILES);
}

/** @param moments of the chapter */
function copiesIn({ annotations }: Chapter, moments: readonly Moment[]): ShownBorder[] {
  if (annotations.objects.length === 0) return [];
  const [, ...behind] = moments;
  const borders = copyingBorders(annotations, behind.at(-1)?.operations ?? []);
  const shown = new Map(
    [...borders].map(([at, border]) => {
      const { path } = behind[at]!;
      return [`${path} ${border}`, { step: path, border }];
    }),
  );
  return [...shown.values()];
}
