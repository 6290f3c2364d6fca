import type { RunSize } from './protocol.js';

/** What the page and the server say to each other about a run: the bodies of answers below `/api/run`. */

/** What one variant comes to, on average. */
export interface VariantSample {
  readonly bytes: number;
  /** Of one thread. */
  readonly seconds: number;
}

/** What a run would come to. */
export interface EstimatedRun extends RunSize {
  /** Of a few images. Absent where none of them can be used, or no variant is made. */
  readonly sample?: VariantSample;
}

export interface RunState {
  readonly state: 'none' | 'running' | 'done' | 'failed' | 'cancelled';
  /** What the user asked for while it runs. The images in work are finished first. */
  readonly asked?: 'pause' | 'cancel';
  readonly done: number;
  readonly total: number;
  /** Images that are begun and not done. */
  readonly inWork: number;
  readonly failed: number;
  /** Since it began, in seconds, with pauses. */
  readonly seconds: number;
  /** Images a second, lately; absent as long as it is not known. */
  readonly rate?: number;
  /** The first of those that failed. */
  readonly failures: readonly { readonly key: string; readonly reason: string }[];
  /** Keys of the images whose outputs were written last, the last one first. */
  readonly latest: readonly string[];
  /** What came of it, in sentences. */
  readonly summary: readonly string[];
  /** The classes that lost objects or parts of them, those with the largest share first. */
  readonly losses: readonly LossyClass[];
}

/** What happened to the objects of one class in all variants. */
export interface LossyClass {
  readonly name: string;
  readonly objects: number;
  readonly clipped: number;
  readonly dropped: number;
  readonly losses: readonly { readonly step: string; readonly clipped: number; readonly dropped: number }[];
}

/** An image that a run has written. */
export interface WrittenOutput {
  /** Key of the image that it was made of. */
  readonly image: string;
  readonly key: string;
  /** Of its file: another one under the same key has another. */
  readonly sha256: string;
  readonly objects: number;
}
