import { builtInCodecs } from '../codecs/index.js';
import { createFormats } from '../core/formats/formats.js';
import { builtInFormats } from '../core/formats/index.js';
import { builtInModules } from '../core/modules.js';
import type { Modules } from '../core/modules.js';
import { builtInTransforms } from '../core/transforms/catalogue.js';
import { createCatalogue } from '../core/transforms/registry.js';
import { createStoreRegistry } from '../stores/registry.js';
import type { StoreRegistry } from '../stores/registry.js';
import { standardFactories } from '../stores/standard.js';
import type { AugmentPackage } from './package.js';

/** What this package and others bring together. */
export interface Composition {
  readonly modules: Modules;
  readonly stores: StoreRegistry;
}

/** @throws UsageError where two modules have the same name: nobody could tell them apart */
export function composePackages(packages: readonly AugmentPackage[]): Composition {
  const codecs = packages.flatMap((one) => one.codecs ?? []);
  return {
    modules:
      packages.length === 0
        ? builtInModules
        : {
            transforms: createCatalogue([
              ...builtInTransforms.entries,
              ...packages.flatMap((one) => one.transforms ?? []),
            ]),
            formats: createFormats([...builtInFormats.all, ...packages.flatMap((one) => one.formats ?? [])]),
            ...(codecs.length > 0 && { codecs: [...builtInCodecs, ...codecs] }),
            packages: packages.map(({ name, version, module }) => ({
              ...{ name, version },
              ...(module !== undefined && { module }),
            })),
          },
    stores: createStoreRegistry([...packages.flatMap((one) => one.stores ?? []), ...standardFactories]),
  };
}
