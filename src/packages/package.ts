import type { LabelFormat } from '../core/formats/format.js';
import type { ImageCodec } from '../core/image-codec.js';
import type { PackageId } from '../core/package-id.js';
import type { CatalogueEntry } from '../core/transforms/registry.js';
import type { StoreFactory } from '../stores/location.js';

/** What a package adds to this one. */
export interface AugmentPackage<Entry extends CatalogueEntry = CatalogueEntry> extends PackageId {
  readonly transforms?: readonly Entry[];
  /** Recognised after the formats of this package, in this order. */
  readonly formats?: readonly LabelFormat[];
  /** Asked after the codecs of this package, in this order. */
  readonly codecs?: readonly ImageCodec[];
  readonly stores?: readonly StoreFactory[];
}

/**
 * Marks each module with its package, so that Records and digests name it. Another version of the package makes
 * everything anew that its transforms, formats or codecs had a part in.
 */
export function definePackage<const Entry extends CatalogueEntry>(
  definition: AugmentPackage<Entry>,
): AugmentPackage<Entry> {
  const { name, version, module, transforms, formats, codecs } = definition;
  const id: PackageId = { name, version, ...(module !== undefined && { module }) };
  const mark = <T extends object>(modules: readonly T[] | undefined) =>
    modules?.map((one) => ({ ...one, package: id }));
  return {
    ...definition,
    ...(transforms && { transforms: mark(transforms)! }),
    ...(formats && { formats: mark(formats)! }),
    ...(codecs && { codecs: mark(codecs)! }),
  };
}
