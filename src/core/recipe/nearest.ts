import { distance } from 'fastest-levenshtein';

/** The candidate that `word` was probably meant to be; undefined if none is similar. Case does not count. */
function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const [best] = candidates
    .map((name) => ({ name, edits: distance(wanted, name.toLowerCase()) }))
    .toSorted((a, b) => a.edits - b.edits);
  const likeness = Math.max(1, Math.floor(word.length / 2));
  return best && best.edits <= likeness ? best.name : undefined;
}

/** `did you mean "x"?`, or all candidates if none is similar. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const name = nearest(word, candidates);
  return name === undefined ? `known here: ${candidates.join(', ')}` : `did you mean "${name}"?`;
}
