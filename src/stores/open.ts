import path from 'node:path';
import { UsageError } from '../core/errors.js';
import type { FileSettings, StoreLocation } from './location.js';
import { readOnly } from './read-only.js';
import type { StoreRegistry } from './registry.js';
import { standardStores } from './standard.js';
import type { Store } from './store.js';

/** The three stores of a run. */
export interface Stores extends OutputStores {
  readonly input: Store;
  /** Where the images of the pool lie, if not in the input. */
  readonly pool?: Store;
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

/** With the Store of the pool, if its images do not lie in the input. @throws UsageError as `openPoolStore` does */
export async function withPoolStore(
  stores: Stores,
  pool: PoolPlace | undefined,
  input: string | Store,
  registry: StoreRegistry = standardStores,
): Promise<Stores> {
  const store = await openPoolStore(pool, input, registry);
  return store ? { ...stores, pool: store } : stores;
}

interface PoolPlace {
  /** A path from the input, or an address. Absent: the input itself. */
  readonly root?: string | undefined;
}

/**
 * Opens the folder or prefix in which the images of a pool lie: no key leads out of it.
 * @returns undefined where that is the input
 * @throws UsageError where it does not exist, or its path begins at a Store without an address
 */
export async function openPoolStore(
  pool: PoolPlace | undefined,
  input: string | Store,
  registry: StoreRegistry = standardStores,
): Promise<Store | undefined> {
  const root = pool?.root;
  if (root === undefined) return undefined;
  const location = locateRoot(root, input, registry);
  location.expect({ use: 'input', contents: 'the images of the pool' });
  return readOnly(await location.open('input'));
}

function locateRoot(root: string, input: string | Store, registry: StoreRegistry): StoreLocation {
  if (registry.schemeOf(root) !== undefined || path.isAbsolute(root)) return registry.locate(root);
  if (typeof input === 'string') return registry.locate(input).at(root);
  throw new UsageError(
    `the images of the pool lie in ${root}, as seen from the input, and this input has no address; give its address`,
  );
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
