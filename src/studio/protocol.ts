/** What the page of the studio and its server say to each other: the bodies of requests and answers, as JSON. */

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
  readonly parameters: readonly {
    readonly name: string;
    readonly meaning: string;
    readonly type: string;
    /** Absent: it must be given. */
    readonly default?: string;
  }[];
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
  readonly steps: readonly { readonly path: string; readonly sampled: string }[];
  readonly kept: number;
  readonly clipped: number;
  readonly dropped: number;
  /** How many objects were dropped for which reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

export interface Preview {
  readonly variants: readonly PreviewedVariant[];
  readonly notes: readonly string[];
  /** How many variants the Recipe asks for of each image. */
  readonly perImage: number;
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
    }
  | Pick<Preview, 'notes' | 'milliseconds'>
  | Refusal;

export interface RunState {
  readonly state: 'none' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Since it began, in seconds. */
  readonly seconds: number;
  readonly failures: readonly { readonly key: string; readonly reason: string }[];
  /** What came of it, in sentences. */
  readonly summary: readonly string[];
}

/** Every answer of another status than 200. */
export interface Refusal {
  /** One line for each mistake; those of a Recipe begin with their position, `recipe.yaml:4:7: …`. */
  readonly message: string;
}
