import { LABEL_EFFECTS } from '../plan/operations.js';
import type { Operation } from '../plan/operations.js';
import { TILES } from '../plan/plan.js';
import type { Plan, PlanStep } from '../plan/plan.js';
import { wayOf, type Way } from './legs.js';
import { measureObject } from './measure.js';
import type { AnnotatedObject, Annotations, LabelReport, ShownBorder, StepLoss } from './model.js';
import { moveObject, WHOLE, type ObjectFate, type ObjectRules } from './object.js';
import { copyingBorders } from './report.js';

type LossRules = Omit<ObjectRules, 'moveBitmap'>;

/**
 * Says of each step of a Plan what it did to the labels: which objects it clipped or dropped, and whether its border shows
 * copies of them.
 * @param fates of the objects at the end of the Plan; absent where it mixes other images in: then nothing is said
 */
export function reportSteps(
  annotations: Annotations,
  { frame, steps }: Pick<Plan, 'frame' | 'steps'>,
  fates: readonly ObjectFate[] | undefined,
  rules: LossRules,
): Pick<LabelReport, 'losses' | 'copies'> {
  if (!fates || annotations.objects.length === 0) return {};
  const losses = lossesOf(annotations, steps, fates, rules);
  const copies = copiesOf(frame, steps);
  return { ...(losses.length > 0 && { losses }), ...(copies.length > 0 && { copies }) };
}

function lossesOf(
  annotations: Annotations,
  steps: readonly PlanStep[],
  fates: readonly ObjectFate[],
  rules: LossRules,
): StepLoss[] {
  const trail = new Trail(annotations, steps, rules);
  const losses = new Map<string, StepLoss>();
  annotations.objects.forEach((object, i) => {
    const fate = fates[i]!;
    const isDropped = 'dropped' in fate;
    if (object.double || !(isDropped || fate.clipped)) return;
    const step = isDropped ? trail.whatDropped(object) : trail.whatClipped(object);
    const id = JSON.stringify([object.class, step]);
    const { clipped, dropped } = losses.get(id) ?? { clipped: 0, dropped: 0 };
    losses.set(id, {
      class: object.class,
      step,
      clipped: clipped + Number(!isDropped),
      dropped: dropped + Number(isDropped),
      ...(isBeforeTiles(step, steps) && { beforeTiles: true }),
    });
  });
  return [...losses.values()];
}

/**
 * The way after each step that acts on labels. Bitmaps are not moved along it: their visible share is measured without, and
 * a small error in an area only shifts an object from one step to another.
 */
class Trail {
  private readonly steps: readonly PlanStep[];
  private readonly ways = new Map<number, Way>();

  constructor(
    private readonly annotations: Annotations,
    steps: readonly PlanStep[],
    private readonly rules: LossRules,
  ) {
    this.steps = steps.filter(({ operations }) => operations.some(actsOnLabels));
  }

  /** The step behind which an object stays dropped: a later one may make it large enough again. */
  whatDropped(object: AnnotatedObject): string {
    let count = this.steps.length;
    while (count > 0 && 'dropped' in this.fateAfter(count - 1, object)) count -= 1;
    const path = this.steps[count - 1]?.path;
    // What one tile does not show, another one does.
    if (path !== undefined) return path === TILES || this.isNowhere(object) ? '' : path;
    const fate = this.fateAfter(0, object);
    return 'dropped' in fate ? `labels.${fate.dropped}` : '';
  }

  /** The first step that cut a part off. */
  whatClipped(object: AnnotatedObject): string {
    const first = this.steps.slice(0, -1).findIndex((_, i) => {
      const fate = this.fateAfter(i + 1, object);
      return 'dropped' in fate || fate.clipped;
    });
    // If it was none of those before, it was the last one.
    return this.steps.at(first)?.path ?? '';
  }

  private fateAfter(count: number, object: AnnotatedObject): ObjectFate {
    return moveObject(object, this.wayAfter(count).legs, { ...this.rules, moveBitmap: undefined }, WHOLE);
  }

  private wayAfter(count: number): Way {
    const known = this.ways.get(count);
    if (known) return known;
    const way = wayOf(
      this.annotations,
      this.steps.slice(0, count).flatMap(({ operations }) => operations),
    );
    this.ways.set(count, way);
    return way;
  }

  /** True of an object that has no extent, or none inside of its image: no step took anything from it. */
  private isNowhere(object: AnnotatedObject): boolean {
    const [start] = this.wayAfter(0).legs;
    return !start || !('journey' in start) || !measureObject(object, start.journey)?.original;
  }
}

/** True of the steps before the cut of a tile, and of the rules, which come before all steps. */
function isBeforeTiles(step: string, steps: readonly PlanStep[]): boolean {
  const place = (of: string) => steps.findIndex(({ path }) => path === of);
  return step !== '' && place(step) < place(TILES);
}

function actsOnLabels({ kind }: Operation): boolean {
  return LABEL_EFFECTS[kind] !== 'none';
}

function copiesOf(frame: Plan['frame'], steps: readonly PlanStep[]): ShownBorder[] {
  const paths = steps.flatMap(({ path, operations }) => operations.map(() => path));
  const borders = copyingBorders(
    frame,
    steps.flatMap(({ operations }) => operations),
  );
  const shown = new Map(
    [...borders].map(([at, border]) => [`${paths[at]!} ${border}`, { step: paths[at]!, border }]),
  );
  return [...shown.values()];
}
