import * as z from 'zod';
import type { ClassCount, Inventory, NamedFiles, UnusedFiles } from '../dataset/inventory.js';
import type { RejectedLabel, RejectedLabels } from '../dataset/rejected-labels.js';
import { UNUSED_REASONS } from '../dataset/unused.js';
import type { UnusedReason } from '../dataset/unused.js';
import { sha256 } from '../stores/sha256.js';
import type { Store } from '../stores/store.js';
import { StateFile } from './state-file.js';
import type { ShapeOf } from './state-file.js';

/** So many names of each list are kept; the counts are those of all. */
const NAMES_KEPT = 50;

const namedFields = {
  count: z.number(),
  files: z.array(z.string()),
} satisfies ShapeOf<NamedFiles>;

const inventorySchema = z.object({
  images: z.number(),
  formats: z.record(z.string(), z.number()),
  unlabelled: z.object(namedFields),
  splits: z.record(z.string(), z.number()),
  datasetFiles: z.array(z.string()),
  lists: z.array(z.string()),
  links: z.object(namedFields),
  unused: z.array(
    z.object({
      ...namedFields,
      reason: z.custom<UnusedReason>((value) => typeof value === 'string' && value in UNUSED_REASONS),
      looksLikeLabels: z.boolean(),
    } satisfies ShapeOf<UnusedFiles>),
  ),
  classes: z.array(
    z.object({ name: z.string(), objects: z.number(), images: z.number() } satisfies ShapeOf<ClassCount>),
  ),
  rejected: z.object({
    count: z.number(),
    labels: z.array(
      z.object({
        file: z.string(),
        line: z.exactOptional(z.number()),
        reason: z.string(),
      } satisfies ShapeOf<RejectedLabel>),
    ),
  } satisfies ShapeOf<RejectedLabels>),
} satisfies ShapeOf<Inventory>);

const inventoryFile = new StateFile('inventory', inventorySchema);

/** Keeps what was understood of the input, so that `status` shows it without a listing. */
export async function rememberInventory(state: Store, inventory: Inventory): Promise<void> {
  const content = {
    ...inventory,
    unlabelled: shorten(inventory.unlabelled),
    links: shorten(inventory.links),
    unused: inventory.unused.map(shorten),
    rejected: { ...inventory.rejected, labels: inventory.rejected.labels.slice(0, NAMES_KEPT) },
  };
  const present = await inventoryFile.read(state);
  if (present?.sha256 !== sha256(inventoryFile.encode(content))) await inventoryFile.put(state, content);
}

/** @returns undefined if no run or reconciliation has ended yet. Lists of files may be shortened. */
export async function recallInventory(state: Store): Promise<Inventory | undefined> {
  return (await inventoryFile.read(state))?.content;
}

function shorten<T extends NamedFiles>(named: T): T {
  return { ...named, files: named.files.slice(0, NAMES_KEPT) };
}
