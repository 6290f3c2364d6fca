import type { Source } from './source.js';

/** A warning about images whose outputs cannot lie beside each other where capitals do not count. */
export function otherCapitals(sources: readonly Pick<Source, 'key'>[]): string[] {
  const seen = new Map<string, string>();
  const pairs = sources.flatMap(({ key }) => {
    const plain = key.toLowerCase();
    const other = seen.get(plain);
    if (other === undefined) seen.set(plain, key);
    return other === undefined ? [] : [[other, key] as const];
  });
  const [first, ...more] = pairs;
  if (!first) return [];
  const others = more.length > 0 ? ` (and those of ${more.length} more)` : '';
  return [
    `the names of ${first[0]} and ${first[1]} differ in capitals alone${others}: on a disk where these do not count (Windows, macOS), the outputs of one would replace those of the other; rename one`,
  ];
}
