import type { ObjectFacts } from '../core/inspection/objects.js';
import type { Frame } from '../core/geometry/types.js';
import type { ObjectCount } from '../dataset/class-counts.js';
import type { RejectedLabel } from '../dataset/rejected-labels.js';
import type { MovedObjects } from '../variants/moved-objects.js';

/** What an inspection finds out of one Source. */
export interface InspectedSource {
  /** SHA-256 of the image's bytes. */
  readonly content: string;
  /** What its header says; absent where it cannot be read. */
  readonly image?: Frame & { readonly format: string };
  /** Absent where the image shows too little, or cannot be decoded. */
  readonly hash?: Uint32Array;
  /** Why the image cannot be used. */
  readonly damage?: string;
  /** Absent where the Source has no labels, or where they cannot be read. */
  readonly labels?: InspectedLabels;
  /** Why none of its labels can be used. */
  readonly unreadable?: string;
  /** What the Recipe does to its objects; absent without a Recipe, and where no variants are made. */
  readonly effects?: MovedObjects;
  /** Why the Recipe cannot be carried out. */
  readonly refusal?: string;
}

export interface InspectedLabels {
  readonly objects: readonly ObjectFacts[];
  /** The classes of the objects, of the image as a whole and of masks. */
  readonly classes: readonly ObjectCount[];
  /** Labels that were left out. */
  readonly rejected: readonly RejectedLabel[];
  /** Doubts and corrections, one sentence each. */
  readonly doubts: readonly string[];
}
