import { oneOf } from './control/one-of.js';
import { randomOrder } from './control/random-order.js';
import { sequential } from './control/sequential.js';
import { someOf } from './control/some-of.js';
import { affine } from './spatial/affine.js';
import { d4 } from './spatial/d4.js';
import { horizontalFlip } from './spatial/horizontal-flip.js';
import { noOp } from './spatial/no-op.js';
import { randomRotate90 } from './spatial/random-rotate-90.js';
import { rotate } from './spatial/rotate.js';
import { safeRotate } from './spatial/safe-rotate.js';
import { transpose } from './spatial/transpose.js';
import { verticalFlip } from './spatial/vertical-flip.js';
import type { Control, Transform } from './transform.js';

export type CatalogueEntry = Transform | Control;

/** Everything that a Recipe can name. A key that is not its entry's own name does not compile. */
export const catalogue = defineCatalogue({
  // spatial
  Affine: affine,
  D4: d4,
  HorizontalFlip: horizontalFlip,
  NoOp: noOp,
  RandomRotate90: randomRotate90,
  Rotate: rotate,
  SafeRotate: safeRotate,
  Transpose: transpose,
  VerticalFlip: verticalFlip,

  // control
  OneOf: oneOf,
  RandomOrder: randomOrder,
  Sequential: sequential,
  SomeOf: someOf,
});

export type EntryName = keyof typeof catalogue;

export const entryNames = Object.keys(catalogue) as EntryName[];

export function isEntryName(name: string): name is EntryName {
  return Object.hasOwn(catalogue, name);
}

/** The entry by a name that is known to be in the catalogue, its parameters' type forgotten. */
export function catalogueEntry(name: EntryName): CatalogueEntry {
  return catalogue[name];
}

function defineCatalogue<
  Entries extends { [Name in keyof Entries]: CatalogueEntry & { readonly name: Name } },
>(entries: Entries): Entries {
  return entries;
}
