import type { AnnotatedObject } from '../../annotations/model.js';
import type { LabelProblem } from '../format.js';
import { BadLabel } from './json-file.js';

/** Where an entry is in its file, and how messages call it. */
export interface EntryPlace {
  readonly file: string;
  readonly line?: number;
  readonly name?: string;
}

/** Reads entries of a file one by one. A `BadLabel` rejects its entry. */
export function readEach<Entry>(
  entries: readonly Entry[],
  read: (entry: Entry, at: number) => AnnotatedObject,
  placeOf: (at: number) => EntryPlace,
): { readonly objects: AnnotatedObject[]; readonly problems: LabelProblem[] } {
  const objects: AnnotatedObject[] = [];
  const problems: LabelProblem[] = [];
  entries.forEach((entry, at) => {
    try {
      objects.push(read(entry, at));
    } catch (error) {
      if (!(error instanceof BadLabel)) throw error;
      const { name, ...position } = placeOf(at);
      const reason = name === undefined ? error.message : `${name}: ${error.message}`;
      problems.push({ ...position, reason, severity: 'rejected' });
    }
  });
  return { objects, problems };
}
