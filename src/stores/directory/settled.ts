/** What is done now, as the promise that a Store gives. */
export function settled<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}

/** The same for what is there now, one after the other. */
export function settledEach<T>(items: Generator<T, void>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => settled(() => items.next()),
      return: () => settled(() => items.return()),
    }),
  };
}
