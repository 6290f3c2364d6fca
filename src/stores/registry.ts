import { UsageError } from '../core/errors.js';
import type { StoreFactory, StoreLocation } from './location.js';

/** The kinds of Stores that addresses can name. */
export interface StoreRegistry {
  /** The only addresses that can be used, with what lies below them. Absent: there is no such limit. */
  readonly within?: readonly string[];

  /** @throws UsageError if no Store has this address */
  locate(address: string): StoreLocation;

  /** The scheme of an address, such as `s3`; undefined for a path. */
  schemeOf(address: string): string | undefined;
}

/** @param factories at most one of them has no scheme: for paths */
export function createStoreRegistry(factories: readonly StoreFactory[]): StoreRegistry {
  const factoryOf = (address: string) =>
    factories.find(({ scheme }) => scheme !== undefined && hasScheme(address, scheme)) ??
    factories.find(({ scheme }) => scheme === undefined);
  return {
    locate(address) {
      const factory = factoryOf(address);
      if (factory) return factory.locate(address);
      const schemes = factories.map(({ scheme }) => `${scheme ?? ''}://`).join(', ');
      throw new UsageError(`${address}: an address begins with one of ${schemes}`);
    },
    schemeOf: (address) => factoryOf(address)?.scheme,
  };
}

function hasScheme(address: string, scheme: string): boolean {
  return address.toLowerCase().startsWith(`${scheme}:`);
}
