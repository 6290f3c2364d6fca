import type { z } from 'zod';
import type { Annotations } from '../annotations/model.js';
import type { Frame, Point } from '../geometry/types.js';
import type { Json } from '../json.js';
import type { PackageId } from '../package-id.js';
import type { MixedSource, Operation, Part, UnmixedOperation } from '../plan/operations.js';
import type { Random } from '../plan/random.js';

/** The image before a step. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** Absent: it has none. */
  readonly hasAlpha?: boolean | undefined;
  /** Labels as the earlier steps moved, clipped and filtered them; computed when first read. */
  readonly annotations: Annotations;
  /**
   * Draws other Sources of the Recipe's pool: different ones, as many as are asked for or all that there are. It takes `count`
   * draws. Absent: there is no pool.
   */
  readonly others?: ((count: number, random: Random) => readonly OtherSource[]) | undefined;
  /** Absent: nothing has moved, or other Sources were mixed in. */
  readonly origin?: Origin | undefined;
}

/** A Source of the pool, behind the Recipe's `preprocess`. */
export interface OtherSource extends Frame {
  readonly source: MixedSource;
  /** Absent: it has none. */
  readonly hasAlpha?: boolean | undefined;
  /** In its own frame. */
  readonly labels: Annotations;
  /** From its own frame to this one. */
  readonly operations: readonly UnmixedOperation[];
}

/** The image before all steps, with the label maps and bitmaps that `annotations` has only until something moves. */
export interface Origin {
  readonly annotations: Annotations;
  /** Where points of it have come; undefined where a step cut them off, or covered them. */
  whereAre(points: readonly Point[]): readonly (Point | undefined)[];
}

export interface Sampled {
  /** What was drawn, under the names of the Recipe's parameters if they have one. For people, and for `explain`. */
  readonly sampled: Json;
  /** Empty: this image stays as it is. */
  readonly operations: readonly Operation[];
}

export interface Entry<Name extends string> {
  readonly name: Name;
  readonly group: 'spatial' | 'pixel' | 'dropout' | 'mixing' | 'policy' | 'control';
  /** One line of documentation. */
  readonly summary: string;
  /** Absent for what this package brings itself. */
  readonly package?: PackageId;
  /** Where names and defaults come from, if not Albumentations 2.0.8. */
  readonly origin?: string;
}

/** A named entry of the catalogue: parameters, and how to draw from them. It never touches a pixel. */
export interface Transform<
  Name extends string = string,
  Schema extends z.ZodType = z.ZodType,
> extends Entry<Name> {
  readonly group: 'spatial' | 'pixel' | 'dropout' | 'mixing' | 'policy';
  /** The default of `p`, which every transform has beside its own parameters. */
  readonly p: number;
  /**
   * Parameters without `p`: a zod object whose input is what the Recipe says and whose output is one normal form. The
   * output must be a valid input that gives itself, as Recipes are written down in normal form; each key has its own
   * default, so that a key that is added later changes no digest. Unknown keys are refused elsewhere.
   */
  readonly schema: Schema;
  /** Upstream parameters that are not supported: from the name to the reason, for the message. */
  readonly refused?: Readonly<Record<string, string>>;
  /** Why it works on samples of 8 bits only: images of 16 bits are refused with this reason. Absent: it works on both. */
  readonly onlyEightBits?: string;
  /**
   * Why it needs red, green and blue with these parameters: images of planes that are no colours are refused with this
   * reason. Absent: it acts on each plane as on a grey image.
   */
  whyNotOnPlanes?(parameters: z.output<Schema>): string | undefined;
  /** Whether it shows nothing of other images but their objects: a pool without any is then refused. */
  readonly takesObjects?: true;
  /** Whether nothing is drawn with these parameters, so that `preprocess` can use the transform. Absent: never. */
  deterministic?(parameters: z.output<Schema>): boolean;
  sample(parameters: z.output<Schema>, random: Random, scene: Scene): Sampled;
}

/** A node of the tree with transforms below it. It decides which of them run, and in which order. */
export interface Control<
  Name extends string = string,
  Schema extends z.ZodType = z.ZodType,
> extends Entry<Name> {
  readonly group: 'control';
  readonly p: number;
  readonly schema: Schema;
  readonly refused?: Readonly<Record<string, string>>;
  /**
   * @param probabilities the children's own `p`
   * @returns the children to run, in order; `force` runs one whatever its own `p` says
   */
  select(
    parameters: z.output<Schema>,
    random: Random,
    probabilities: readonly number[],
  ): readonly { readonly child: number; readonly force: boolean }[];
  /**
   * The parts of the image on which its transforms run, on each alone; what they make of it is laid back, and labels stay.
   * `select` is asked for each part. Absent, or undefined: they run on the whole image.
   */
  parts?(parameters: z.output<Schema>, scene: Scene): readonly Part[] | undefined;
  /** Why no pixel may move in a part of this image; absent: pixels may move. */
  whyNothingMoves?(scene: Scene): string | undefined;
}

/** Keeps the schema's type, and checks the entry. */
export function defineTransform<Name extends string, Schema extends z.ZodType>(
  transform: Transform<Name, Schema>,
): Transform<Name, Schema> {
  return transform;
}

export function defineControl<Name extends string, Schema extends z.ZodType>(
  control: Control<Name, Schema>,
): Control<Name, Schema> {
  return control;
}
