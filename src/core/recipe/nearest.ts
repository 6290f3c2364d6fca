import { distance } from 'fastest-levenshtein';

/** A word as short as this is a part of many names by chance. */
const SHORTEST_PART = 4;
const MOST_NAMED = 4;

/**
 * The candidates of which `word` was probably meant to be one: the one with a slip of one letter, those that it
 * is a part of, or the one that differs least. Case does not count.
 */
function nearest(word: string, candidates: readonly string[]): readonly string[] {
  const wanted = word.toLowerCase();
  const [best] = candidates
    .map((name) => ({ name, edits: distance(wanted, name.toLowerCase()) }))
    .toSorted((a, b) => a.edits - b.edits);
  const likeness = Math.max(1, Math.floor(word.length / 2));
  const isPart = (name: string) =>
    wanted.length >= SHORTEST_PART && endings(name).some((end) => end.startsWith(wanted));
  const around = candidates.filter(isPart).slice(0, MOST_NAMED);
  const isSlip = best !== undefined && best.edits <= 1;
  if (!isSlip && around.length > 0) return around;
  return best && best.edits <= likeness ? [best.name] : [];
}

/** `did you mean "x"?`, or all candidates if none is similar. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const names = nearest(word, candidates).map((name) => `"${name}"`);
  if (names.length === 0) return `known here: ${candidates.join(', ')}`;
  const last = names.pop()!;
  return `did you mean ${names.length > 0 ? `${names.join(', ')} or ` : ''}${last}?`;
}

/** What follows each beginning of a word in `RandomRain` or `fill_mask`: `randomrain`, `rain`. */
function endings(name: string): readonly string[] {
  return Array.from(name.matchAll(/^|(?=[A-Z])|(?<=_)/g), ({ index }) => name.slice(index).toLowerCase());
}
