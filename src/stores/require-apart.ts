import { UsageError } from '../core/errors.js';
import type { StoreLocation } from './location.js';
import type { StoreRegistry } from './registry.js';
import { standardStores } from './standard.js';

/**
 * Outputs must never be taken for images of the input, and the input must not lie among the outputs.
 * @param input and output: addresses
 * @throws UsageError if one of input, output and state lies in another, or if an output cannot have a state
 */
export async function requireApart(
  input: string,
  output: string,
  registry: StoreRegistry = standardStores,
): Promise<void> {
  const target = registry.locate(output);
  const [from, to, state] = await Promise.all([
    registry.locate(input).resolved(),
    target.resolved(),
    target.beside().resolved(),
  ]);
  if (from.keyOf(to) === '') {
    throw new UsageError(
      `input and output are the same ${target.words.container}, ${input}; name another output`,
    );
  }
  if (isWithin(to, from) || isWithin(state, from)) {
    throw new UsageError(
      `the output ${output} lies in the input ${input}, where its files would be taken for images; name an output outside of it`,
    );
  }
  if (isWithin(from, to) || isWithin(from, state)) {
    throw new UsageError(
      `the input ${input} lies in the output ${output} or in its state; name an output apart from it`,
    );
  }
}

function isWithin(inner: StoreLocation, outer: StoreLocation): boolean {
  return outer.keyOf(inner) !== undefined;
}
