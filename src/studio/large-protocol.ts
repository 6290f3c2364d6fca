/** What the page and the server say to each other about one variant that is shown large: answers below `/api/variants`. */

/** What a variant lacks of its image's objects, in pixels of the image before: as `preprocess` leaves it. */
export interface Losses {
  readonly width: number;
  readonly height: number;
  readonly objects: readonly LostObject[];
}

export interface LostObject {
  readonly class: string;
  /** False if it is only clipped or covered. */
  readonly isDropped: boolean;
  /** A part of it is covered, and nothing is cut off. */
  readonly isCovered?: true;
  /** Why it was dropped, in the words of the report: `outside`, `min_visibility` and so on. */
  readonly reason?: string;
  /** The path of the step that dropped it, or was the first to cut a part off; or the rule: see `StepLoss`. */
  readonly step: string;
  /** Where it was, as rings or lines of points; none where `preprocess` has dropped it, or nobody knows the place. */
  readonly outlines: readonly (readonly (readonly [x: number, y: number])[])[];
}
