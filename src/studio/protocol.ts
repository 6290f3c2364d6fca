import type { FindingKind } from '../inspection/kinds.js';
import type { Report } from '../inspection/report.js';

/** What the page of the studio and its server say to each other: the bodies of requests and answers, as JSON. */

import type { SettingsGroup } from '../core/recipe/describe-settings.js';
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
  readonly splits: readonly CountedImages[];
  /** Those of folders, where the folders of the images are their classes. Those of labels are known once the images were inspected. */
  readonly classes: readonly CountedImages[];
  /** What was understood of the input, in sentences. */
  readonly understood: readonly string[];
  /** Names of the recipes that come with this program. */
  readonly shipped: readonly { readonly name: string; readonly purpose: string; readonly text: string }[];
  readonly transforms: readonly CatalogueLine[];
  /** All of a Recipe but its transforms. */
  readonly settings: readonly SettingsGroup[];
}

/** How many images a split or a class has. */
export interface CountedImages {
  readonly name: string;
  readonly images: number;
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
  /** Whether `preprocess` takes it, with the parameters that it begins with. */
  readonly suitsPreprocess: boolean;
  /** `p` is the last. */
  readonly parameters: readonly ParameterDescription[];
}

export interface ListedImage {
  readonly key: string;
  readonly split?: string;
  /** That of its folder, where folders are classes. */
  readonly class?: string;
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
  /** Of the square that their pictures fit, in pixels: a larger output is reduced to be shown. */
  readonly side: number;
  /** Whether labels are drawn on the pictures. */
  readonly withLabels: boolean;
}

/** One output that `run` would write. */
export interface PreviewedVariant {
  /** Names it: `/api/pictures/ID` is its picture in full size, or its file. */
  readonly id: string;
  /** Its picture, as a data URL: it comes without another request. */
  readonly picture: string;
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

/** The answer to a `PreviewRequest`, line by line: each variant once it is made, and what is known at the end. */
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
  /** The share of the comparison that is done, 0 to 1; absent before. */
  readonly compared?: number;
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
  /** How many images of the input each finding of the report is about; it names the first of them. */
  readonly imagesOf: readonly number[];
  /** How many images of the input the findings of each kind are about, where they are about any. */
  readonly findings: readonly { readonly kind: FindingKind; readonly images: number }[];
  /** The text of the Recipe whose effects it tells; absent if it was done without one. */
  readonly recipe?: string;
}

/** The images of one finding that can be shown, those of different splits first. */
export interface FindingImages {
  readonly images: readonly string[];
}

/** Which images are listed. What is absent leaves none out. */
export interface ImageFilter {
  /** A part of the key; case does not count. */
  readonly search?: string;
  readonly split?: string;
  /** Those with this class. Needs an inspection, unless folders are classes; so do the next two. */
  readonly class?: string;
  /** Those that findings of this kind are about. */
  readonly finding?: string;
  /** Of these findings, those that are about this key. */
  readonly with?: string;
  /** Those that have neither labels nor the class of a folder. */
  readonly labels?: 'none';
}

/** Every answer of another status than 200. */
export interface Refusal {
  /** One line for each mistake; those of a Recipe begin with their position, `recipe.yaml:4:7: …`. */
  readonly message: string;
}
