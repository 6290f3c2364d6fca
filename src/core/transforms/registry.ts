import { UsageError } from '../errors.js';
import type { PackageId } from '../package-id.js';
import type { Control, Transform } from './transform.js';

/** A transform or a control, without the type of its parameters. */
export type CatalogueEntry = Transform | Control;

/** The transforms that a Recipe can name. */
export interface Catalogue {
  /** In the order of the given list. */
  readonly entries: readonly CatalogueEntry[];
  readonly names: readonly string[];
  get(name: string): CatalogueEntry | undefined;
}

/** @throws UsageError where two entries have one name: a Recipe could not tell them apart */
export function createCatalogue(entries: readonly CatalogueEntry[]): Catalogue {
  const byName = new Map<string, CatalogueEntry>();
  for (const entry of entries) {
    const other = byName.get(entry.name);
    if (other)
      throw new UsageError(
        `two transforms have the name ${entry.name}: ${originOf(other)} and ${originOf(entry)}`,
      );
    byName.set(entry.name, entry);
  }
  return { entries, names: [...byName.keys()], get: (name) => byName.get(name) };
}

function originOf({ package: from }: { readonly package?: PackageId }): string {
  return from ? `one of ${from.name} ${from.version}` : 'one of this package';
}
