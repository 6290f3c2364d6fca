import type { FindingKind } from '../inspection/kinds.js';
import type { Report } from '../inspection/report.js';

/** What the page of the studio and its server say to each other: the bodies of requests and answers, as JSON. */

import type { ParameterDescription } from '../core/transforms/describe.js';
import type { Json } from '../core/json.js';

/** A Recipe as the user wrote it. */
export interface RecipeFile {
  readonly text: string;
  /** Where it comes from, in words: a path, or the name of a shipped recipe. */
  readonly from: string;
  /** Where it is saved. */
  readonly file: string;
  /** Whether there is such a file. */
  readonly isSaved: boolean;
}

/** What the input has, for the head of the page and its filters. */
export interface Overview {
  readonly input: string;
  readonly output: string;
  readonly images: number;
  readonly splits: readonly { readonly name: string; readonly images: number }[];
  /** What was understood of the input, in sentences. */
  readonly understood: readonly string[];
  /** Names of the recipes that come with this program. */
  readonly shipped: readonly { readonly name: string; readonly purpose: string; readonly text: string }[];
  readonly transforms: readonly CatalogueLine[];
}

export interface CatalogueLine {
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  /** Whether it has a list of transforms of its own. */
  readonly holdsOthers: boolean;
  /** Whether its pictures at the lower and at the upper ends of its ranges differ. */
  readonly hasExtremes: boolean;
  /** Parameters without a default, with values to begin with. */
  readonly required: Readonly<Record<string, unknown>>;
  /** `p` is the last. */
  readonly parameters: readonly ParameterDescription[];
}

export interface ListedImage {
  readonly key: string;
  readonly split?: string;
  /** Format of its labels; absent if it has none. */
  readonly format?: string;
  /** True if the recipe only copies its split. */
  readonly isCopied: boolean;
  /** Why it cannot be used. */
  readonly failure?: string;
}

export interface ImageList {
  /** How many there are with this filter. */
  readonly total: number;
  readonly images: readonly ListedImage[];
  /** False while the input is being read: these are among the first images, and nothing is known of their labels. */
  readonly isComplete: boolean;
}

export interface PreviewRequest {
  readonly key: string;
  /** The Recipe's text. */
  readonly recipe: string;
  /** How many variants at most. */
  readonly most: number;
}

/** One output that `run` would write. */
export interface PreviewedVariant {
  /** Names the picture: `/api/pictures/ID`. */
  readonly id: string;
  /** Its key in the output. */
  readonly key: string;
  /** 0 is the image itself, through `preprocess` alone. */
  readonly variant: number;
  readonly bytes: number;
  /** What `explain` shows: its steps with the values drawn. */
  readonly steps: readonly { readonly path: string; readonly sampled: Json }[];
  /** How many of them are those of `preprocess`: what they make is the image before. */
  readonly before: number;
  readonly kept: number;
  readonly clipped: number;
  readonly dropped: number;
  /** Further labels: of other images, and of objects that are shown again. */
  readonly mixedIn: number;
  /** How many objects were dropped for which reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

export interface Preview {
  readonly variants: readonly PreviewedVariant[];
  readonly notes: readonly string[];
  /** How many variants the Recipe asks for of each image. */
  readonly perImage: number;
  readonly seed: string;
  /** True if `run` only copies the split of the image, and makes none of these. */
  readonly isCopied: boolean;
  readonly milliseconds: number;
}

/** The answer to a `PreviewRequest`, line by line: variants in their order as they are made, and what is known at the end. */
export type PreviewLine =
  | {
      /** Of the variant: see `PreviewedVariant`. */
      readonly number: number;
      /** Its outputs: itself, or its tiles. */
      readonly variants: readonly PreviewedVariant[];
      readonly perImage: number;
      readonly seed: string;
      readonly isCopied: boolean;
    }
  | Pick<Preview, 'notes' | 'milliseconds'>
  | Refusal;

/** A pipeline of another program, as `augment recipe import` takes it. */
export interface ImportRequest {
  readonly text: string;
  /** Name of its file, for messages. */
  readonly name: string;
}

/** How much a run of a Recipe has to do. */
export interface RunSize {
  /** Images that get variants. */
  readonly augmented: number;
  readonly perImage: number;
  /** Images that are written as they are, or through `preprocess` alone. */
  readonly originals: number;
  /** Whether `balance` or `tiles` make it another number of outputs. */
  readonly isOpen: boolean;
  /** How many images are in work at once. */
  readonly threads: number;
}

/** How far an inspection of the input is. */
export interface InspectionState {
  readonly state: 'none' | 'running' | 'done' | 'failed' | 'cancelled';
  /** Images that were read; behind the last one they are compared. */
  readonly done: number;
  readonly total: number;
  /** Grows with each inspection that was done: what is known of an earlier one is old. */
  readonly number: number;
  /** Why it failed. */
  readonly reason?: string;
}

/** What came of an inspection. */
export interface Inspected {
  /** With the first findings of each kind. */
  readonly report: Report;
  /** Keys that the findings name, and of which there is no picture: label files, and images that cannot be used. */
  readonly withoutPicture: readonly string[];
  /** How many images of the input the findings of each kind name, where they name any. */
  readonly findings: readonly { readonly kind: FindingKind; readonly images: number }[];
  /** The text of the Recipe whose effects it tells; absent if it was done without one. */
  readonly recipe?: string;
}

/** Which images are listed. What is absent leaves none out. */
export interface ImageFilter {
  /** A part of the key; case does not count. */
  readonly search?: string;
  readonly split?: string;
  /** Those with this class. Needs an inspection, as do the next two. */
  readonly class?: string;
  /** Those that findings of this kind name. */
  readonly finding?: string;
  /** Of these findings, those that name this key. */
  readonly with?: string;
  /** Those that have no labels. */
  readonly labels?: 'none';
}

/** Every answer of another status than 200. */
export interface Refusal {
  /** One line for each mistake; those of a Recipe begin with their position, `recipe.yaml:4:7: …`. */
  readonly message: string;
}
