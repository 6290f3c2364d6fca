import { builtInModules, isImageKey } from '../core/modules.js';
import type { Modules } from '../core/modules.js';
import { labelKeysAt } from '../dataset/layout.js';
import type { LearntPlacement } from '../dataset/placement.js';
import { readLayout } from '../state/dataset-state.js';
import { classesRoot, isObjectTile, parseVariantKey, variantPrefix } from '../dataset/names.js';
import { fileKey } from '../state/file-keys.js';
import { readRecord, recordedFiles } from '../state/record.js';
import type { HeldRecord } from '../state/record.js';
import type { OutputFile } from '../state/output-files.js';
import { splitEnding } from '../core/keys.js';
import type { Recipe } from '../core/recipe/schema.js';
import { hasClassFolders } from '../core/sampling/tiles.js';
import type { Store } from '../stores/store.js';
import { presentKeys } from '../stores/present-keys.js';
import { noteDeferred } from '../state/deferred.js';
import { clearFailure, readFailure, recordLeft } from '../state/failures.js';
import type { Stores } from '../stores/open.js';
import { removeOutput } from '../state/own-files.js';
import { ConcurrentUpdateError } from '../core/errors.js';

/**
 * Removes the outputs of an image that is gone, if they still are as this program wrote them; the others are noted as left. The Record is removed last,
 * so that after a crash it still names the rest.
 * @returns `outputs`: the keys of the outputs removed; `labels`: those of its label files that are still there, and may belong
 * to another image now. They are noted as deferred, until somebody asks for them.
 * @throws ConcurrentUpdateError if another task augmented the image meanwhile
 */
export async function removeSource(
  stores: Stores,
  key: string,
  recipe: Pick<Recipe, 'modules' | 'tiles'> = { modules: builtInModules },
): Promise<{ outputs: string[]; labels: string[] }> {
  const held = await readRecord(stores.state, key);
  const { placements } = await readLayout(stores.state);
  const files = held
    ? recordedFiles(held.record)
    : await unrecordedFiles(stores.output, key, placements, recipe);
  const shared = await sharedLabels(stores.input, key, held, placements, recipe.modules);
  const outputs: string[] = [];
  const left = held ? [] : await stillLeft(stores, key);
  for (const { key: output, sha256 } of files.filter((file) => !shared.has(file.key))) {
    if (await removeOutput(stores.output, output, [sha256])) outputs.push(output);
    else if (await stores.output.stat(output)) left.push(output);
  }
  if (left.length > 0) await recordLeft(stores, key, left);
  else await clearFailure(stores.state, key);
  const labels = held ? await deferLabels(stores, held) : [];
  if (held && !(await stores.state.remove(fileKey('records', key), held.version)))
    throw new ConcurrentUpdateError(
      `${key}: another task augmented it while its outputs were being removed; run again`,
    );
  return { outputs, labels };
}

/** Edited outputs that an earlier removal left: no Record names them any more. */
async function stillLeft({ output, state }: Stores, key: string): Promise<string[]> {
  const failure = await readFailure(state, key);
  return [...(await presentKeys(output, failure?.left ?? []))];
}

/** The labels of the other image have the same names in the output, so they may just have been removed. */
async function deferLabels({ input, state }: Stores, { record }: HeldRecord): Promise<string[]> {
  const present: string[] = [];
  for (const label of record.labelFiles) if (await input.stat(label)) present.push(label);
  for (const label of present) await noteDeferred(state, label);
  return present;
}

/**
 * Outputs of a task that crashed before it wrote the Record. In a bucket they are found by their names and signatures; where
 * folders of classes come before their names, in the folder above these.
 */
async function unrecordedFiles(
  store: Store,
  key: string,
  placements: readonly LearntPlacement[],
  recipe: Pick<Recipe, 'tiles'>,
): Promise<OutputFile[]> {
  if (!store.signs) return [];
  const candidates: string[] = [key];
  const prefix = variantPrefix(key);
  for await (const { key: found } of store.list(prefix)) if (parseVariantKey(found)) candidates.push(found);
  if (hasClassFolders(recipe))
    for await (const { key: found } of store.list(classesRoot(key)))
      if (isObjectTile(found, key)) candidates.push(found);
  const withLabels = candidates.flatMap((image) => [image, ...labelKeysAt(image, placements)]);
  const signed = await Promise.all(
    [...new Set(withLabels)].map(async (output) => {
      const signature = (await store.stat(output))?.signature;
      return signature === undefined ? [] : [{ key: output, sha256: signature }];
    }),
  );
  return signed.flat();
}

/** Copied labels that another image of the same name shares. They stay for that image. */
async function sharedLabels(
  input: Store,
  key: string,
  held: HeldRecord | undefined,
  placements: readonly LearntPlacement[],
  modules: Modules,
): Promise<ReadonlySet<string>> {
  const isCopied = !held || held.record.variants.some(({ variant }) => variant === 0);
  if (!isCopied) return new Set();
  const stem = `${splitEnding(key).stem}.`;
  for await (const { key: other } of input.list(stem)) {
    const isSibling = other !== key && `${splitEnding(other).stem}.` === stem;
    if (isSibling && isImageKey(other, modules)) return new Set(labelKeysAt(key, placements));
  }
  return new Set();
}
