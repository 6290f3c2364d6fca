import { UsageError } from '../core/errors.js';
import type { StoreLocation } from './location.js';
import { stateLocation } from './open.js';
import type { StoreRegistry } from './registry.js';
import { standardStores } from './standard.js';

/**
 * Outputs must never be taken for images of the input, and the input must not lie among the outputs.
 * @param input and output: addresses
 * @param named the address of the state; absent: beside the output
 * @throws UsageError if one of input, output and state lies in another, or if an output cannot have a state
 */
export async function requireApart(
  input: string,
  output: string,
  registry: StoreRegistry = standardStores,
  named?: string,
): Promise<void> {
  const target = registry.locate(output);
  const [from, to, state] = await Promise.all([
    registry.locate(input).resolved(),
    target.resolved(),
    stateLocation(target, registry, named).resolved(),
  ]);
  if (named !== undefined) requireStateApart(named, state, [from, to]);
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

function requireStateApart(named: string, state: StoreLocation, others: readonly StoreLocation[]): void {
  const other = others.find((each) => isWithin(state, each) || isWithin(each, state));
  if (!other) return;
  throw new UsageError(
    `--state ${named} lies in ${other.address}, or contains it; name a folder or prefix for the state apart from input and output`,
  );
}

function isWithin(inner: StoreLocation, outer: StoreLocation): boolean {
  return outer.keyOf(inner) !== undefined;
}
