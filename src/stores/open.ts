import type { FileSettings, StoreLocation } from './location.js';
import { readOnly } from './read-only.js';
import type { StoreRegistry } from './registry.js';
import { standardStores } from './standard.js';
import type { Store } from './store.js';

/** The three stores of a run. */
export interface Stores extends OutputStores {
  readonly input: Store;
}

export interface OutputStores {
  readonly output: Store;
  /** Records and all other state of the output: beside it, never inside. */
  readonly state: Store;
}

/** What opening by address needs to know besides the addresses of input and output. */
export interface StoreSettings extends FileSettings {
  /** The address of the output's state; absent: beside the output. */
  readonly state?: string | undefined;
}

/**
 * @param input and output: addresses, or open Stores; an output Store comes with its state
 * @throws UsageError if an address cannot be used
 */
export async function openStores(
  input: string | Store,
  output: string | OutputStores,
  registry: StoreRegistry = standardStores,
  settings: StoreSettings = {},
): Promise<Stores> {
  const written = typeof output === 'string' ? await openOutput(output, registry, settings) : output;
  return {
    input: typeof input === 'string' ? await openInput(input, registry, settings) : readOnly(input),
    output: written.output,
    state: written.state,
  };
}

/** A Store to read from. @throws UsageError if the address cannot be used */
export async function openInput(
  input: string,
  registry: StoreRegistry = standardStores,
  settings: FileSettings = {},
): Promise<Store> {
  return readOnly(await registry.locate(input).open('input', settings));
}

/** @throws UsageError if the address cannot be used */
export async function openOutput(
  output: string,
  registry: StoreRegistry = standardStores,
  { state, ...settings }: StoreSettings = {},
): Promise<OutputStores> {
  const location = registry.locate(output);
  return openOutputAt(location, stateLocation(location, registry, state), settings);
}

export async function openOutputAt(
  output: StoreLocation,
  state: StoreLocation,
  settings: FileSettings = {},
): Promise<OutputStores> {
  return {
    output: await output.open('output', { ...settings, state }),
    state: await state.open('state', settings),
  };
}

/**
 * Where the state of an output lies. If nothing else is said, that of the folder `x` lies in the folder `x.augment`, and that
 * of `s3://b/x` in `s3://b/x.augment`.
 */
export function stateLocation(
  output: StoreLocation,
  registry: StoreRegistry,
  state: string | undefined,
): StoreLocation {
  return state === undefined ? output.beside() : registry.locate(state);
}
