/** Does the same with each item, some at once. @returns what comes of them, in their order */
export async function* inBatches<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncIterable<R> {
  for (let start = 0; start < items.length; start += atOnce)
    yield* await Promise.all(items.slice(start, start + atOnce).map(work));
}
