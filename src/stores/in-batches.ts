/** Does the same work for each item, several at the same time. @returns the results, in the order of the items */
export async function* inBatches<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncIterable<R> {
  for (let start = 0; start < items.length; start += atOnce)
    yield* await Promise.all(items.slice(start, start + atOnce).map(work));
}
