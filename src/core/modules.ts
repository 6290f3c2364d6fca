import type { Formats } from './formats/formats.js';
import { builtInFormats } from './formats/index.js';
import type { ImageCodec } from './image-codec.js';
import { builtInImageFormats, isImageName } from './image-formats.js';
import type { ImageFormat } from './image-formats.js';
import { builtInTransforms } from './transforms/catalogue.js';
import type { Catalogue } from './transforms/registry.js';
import type { PackageId } from './package-id.js';

/**
 * What an augmenter is made of. A Recipe is read against Modules and keeps them, so that everything that gets the Recipe
 * gets them too; they are never written to a file.
 */
export interface Modules {
  readonly transforms: Catalogue;
  readonly formats: Formats;
  /** Absent: those of this package, which only Node has. */
  readonly codecs?: readonly ImageCodec[];
  /** Where the modules come from that this package does not bring itself. */
  readonly packages: readonly PackageId[];
}

/** What this package brings itself. */
export const builtInModules: Modules = {
  transforms: builtInTransforms,
  formats: builtInFormats,
  packages: [],
};

/** The kinds of image files that these modules know by name. */
export function imageFormatsOf({ codecs }: Pick<Modules, 'codecs'>): readonly ImageFormat[] {
  return codecs ?? builtInImageFormats;
}

/** Whether a key's ending is that of an image which these modules know by name. */
export function isImageKey(key: string, modules: Pick<Modules, 'codecs'>): boolean {
  return isImageName(key, imageFormatsOf(modules));
}
