import type { LabelFilter } from '../annotations/filter.js';
import { wayOf } from '../annotations/legs.js';
import type { OpaqueOutlines, OtherLabels } from '../annotations/move.js';
import type { AnnotatedObject, Annotations } from '../annotations/model.js';
import { mirroredClass, type Swapping } from '../annotations/swap.js';
import { RecipeError } from '../errors.js';
import type { Box, Frame } from '../geometry/types.js';
import { frameAfter } from '../plan/operation-matrix.js';
import { isGeometric } from '../plan/operations.js';
import type { Operation, Part } from '../plan/operations.js';
import { PLAN_VERSION, PREPROCESS, TILES } from '../plan/plan.js';
import type { Plan, PlanStep } from '../plan/plan.js';
import { checkOperations } from '../plan/plan-schema.js';
import type { Random } from '../plan/random.js';
import type { Recipe, RecipeNode } from '../recipe/schema.js';
import { showing } from '../transforms/spatial/cropping.js';
import type { Control, Scene, Transform } from '../transforms/transform.js';
import { asParsed } from './parsed.js';
import { childPaths } from './paths.js';
import { areUnmixed, isUnmixed, SceneAt } from './scene-at.js';
import { cutsOf } from './tiles.js';
import type { Cut } from './tiles.js';

/** What a walk goes through: the facts of an image, whatever its name is. */
export interface WalkedImage {
  /** As displayed: after EXIF orientation. */
  readonly frame: Frame;
  readonly channels: 1 | 3;
  /** Absent: it has none. */
  readonly hasAlpha?: boolean | undefined;
  /** Labels in that frame. */
  readonly annotations: Annotations;
}

/** How labels are moved for transforms that read them; the same as for the final labels. */
export interface SampleOptions {
  readonly filter?: LabelFilter;
  readonly swapping?: Swapping;
  readonly others?: OtherLabels | undefined;
  readonly opaque?: OpaqueOutlines | undefined;
}

type RandomAt = (path: string) => Random;

const NO_SWAPPING: Swapping = { names: new Map() };

/** Walks through the tree once and collects steps. */
export class Walk {
  private readonly steps: PlanStep[] = [];
  private readonly operations: Operation[] = [];
  private frame: Frame;

  constructor(
    private readonly source: WalkedImage,
    private readonly options: SampleOptions,
    private readonly randomAt: RandomAt,
    private readonly others?: Scene['others'],
  ) {
    this.frame = source.frame;
  }

  /** A walk that goes on from here, with random choices of its own. */
  branch(randomAt: RandomAt, others?: Scene['others']): Walk {
    const branch = new Walk(this.source, this.options, randomAt, others);
    for (const step of this.steps) branch.record(step);
    return branch;
  }

  plan(): Plan {
    // The executed Plan must equal the one in the Record: JSON knows no −0 and no undefined.
    return asParsed({ version: PLAN_VERSION, frame: this.source.frame, steps: this.steps });
  }

  preprocess(nodes: readonly RecipeNode[]): void {
    const paths = childPaths(nodes, PREPROCESS);
    nodes.forEach((node, index) => {
      this.apply(node.transform as Transform, node, paths[index]!, noRandom());
    });
  }

  run(nodes: readonly RecipeNode[]): void {
    const paths = childPaths(nodes);
    nodes.forEach((node, index) => {
      this.visit(node, paths[index]!, false);
    });
  }

  cuts(tiles: NonNullable<Recipe['tiles']>): Cut[] {
    return cutsOf(this.scene(), tiles);
  }

  cut({ rectangle, sampled }: Cut): void {
    this.record({ path: TILES, transform: TILES, sampled, operations: showing(rectangle, this.frame) });
  }

  /** The class that the object of a cut has now: behind it, left and right may have been exchanged. */
  classOf(object: AnnotatedObject): string {
    const { swapping = NO_SWAPPING } = this.options;
    const cut = this.steps.findLastIndex(({ path }) => path === TILES);
    const operations = this.steps.slice(cut).flatMap((step) => step.operations);
    const { mirrored } = wayOf(this.frame, operations.filter(isUnmixed));
    return mirrored ? mirroredClass(object, swapping) : object.class;
  }

  private visit(node: RecipeNode, path: string, force: boolean): void {
    const random = this.randomAt(path);
    const happens = random.chance(node.p);
    if (!happens && !force) return;
    const { transform } = node;
    if (transform.group === 'control') this.choose(transform, node, path, random);
    else this.apply(transform, node, path, random);
  }

  private choose(control: Control, node: RecipeNode, path: string, random: Random): void {
    const parts = control.parts?.(node.parameters, this.scene());
    if (parts) this.runInParts(control, node, path, random, parts);
    else this.runSelected(control, node, path, random);
  }

  /** Each part is an image of its own, without labels. Its steps are told in `sampled`. */
  private runInParts(
    control: Control,
    node: RecipeNode,
    path: string,
    random: Random,
    parts: readonly Part[],
  ): void {
    const done = parts
      .map((part, index) => {
        const walk = new Walk(
          partOf(this.frame, part, this.source.channels),
          this.options,
          this.randomAt,
          this.others,
        );
        walk.runSelected(control, node, `${path}[${index + 1}]`, random);
        const { steps, operations } = walk;
        if (areUnmixed(operations)) return { part, steps, operations };
        throw new RecipeError(`${path} acts on parts of an image, into which other images cannot be mixed`);
      })
      .filter(({ operations }) => operations.length > 0);
    const moving = done.flatMap(({ steps }) => steps).find((step) => step.operations.some(isGeometric));
    const reason = moving && control.whyNothingMoves?.(this.scene());
    if (reason !== undefined)
      throw new RecipeError(
        `${moving!.path} moves pixels inside a box, and ${reason}, which would not follow; use only transforms there that leave pixels in place`,
      );
    this.record({
      path,
      transform: control.name,
      sampled: done.map(({ part, steps }) => ({
        ...part,
        steps: steps.map(({ path: at, sampled }) => ({ path: at, sampled })),
      })),
      operations: done.map(({ part, operations }) => ({ kind: 'within', part, operations })),
    });
  }

  private runSelected(
    control: Control,
    { parameters, children }: RecipeNode,
    path: string,
    random: Random,
  ): void {
    const paths = childPaths(children, path);
    const runs = new Map<number, number>();
    const probabilities = children.map(({ p }) => p);
    for (const { child, force } of control.select(parameters, random, probabilities)) {
      const run = (runs.get(child) ?? 0) + 1;
      runs.set(child, run);
      this.visit(children[child]!, run === 1 ? paths[child]! : `${paths[child]!}@${run}`, force);
    }
  }

  private apply(transform: Transform, { parameters }: RecipeNode, path: string, random: Random): void {
    const { sampled, operations } = transform.sample(parameters, random, this.scene());
    if (transform.package) checkOperations(operations, `${transform.name} of ${transform.package.name}`);
    this.record({ path, transform: transform.name, sampled, operations });
  }

  private record(step: PlanStep): void {
    this.steps.push(step);
    for (const operation of step.operations) this.operations.push(operation);
    this.frame = step.operations.reduce(frameAfter, this.frame);
  }

  private scene(): Scene {
    return new SceneAt(this.source, this.frame, [...this.operations], this.options, this.others);
  }
}

function partOf(frame: Frame, part: Part, channels: 1 | 3): WalkedImage {
  const size = 'window' in part ? sizeOf(part.window) : frame;
  const annotations = { ...size, objects: [], labelMaps: [], tags: [] };
  return { frame: size, channels: 'window' in part ? channels : 1, annotations };
}

function sizeOf([x0, y0, x1, y1]: Box): Frame {
  return { width: x1 - x0, height: y1 - y0 };
}

/** For deterministic transforms. The Recipe's parser has checked that they are. */
export function noRandom(): Random {
  const refuse = () => {
    throw new Error('a deterministic transform drew a random number');
  };
  return {
    uniform: refuse,
    integer: refuse,
    chance: refuse,
    normal: refuse,
    weighted: refuse,
    shuffle: refuse,
    seed: refuse,
    fork: refuse,
  };
}
