import { isImageName, labelCandidates } from '../dataset/layout.js';
import { parseVariantKey, variantKey } from '../dataset/names.js';
import { fileKey } from '../state/file-keys.js';
import { readRecord, recordedFiles } from '../state/record.js';
import type { HeldRecord } from '../state/record.js';
import type { OutputFile } from '../state/output-files.js';
import { splitEnding } from '../core/keys.js';
import type { Store } from '../stores/store.js';
import { clearFailure } from '../state/failures.js';
import type { Stores } from '../stores/open.js';
import { removeOutput } from '../state/own-files.js';
import { ConcurrentUpdateError } from '../core/errors.js';

/**
 * Removes what was made of a photo that is gone, as far as it still is what we made; its Record last, so that a crash
 * leaves somebody who knows of the rest.
 * @returns the keys removed
 * @throws ConcurrentUpdateError where another task made it anew meanwhile
 */
export async function removeSource(stores: Stores, key: string): Promise<string[]> {
  const held = await readRecord(stores.state, key);
  const files = held ? recordedFiles(held.record) : await unrecordedFiles(stores.output, key);
  const shared = await sharedLabels(stores.input, key, held);
  const removed: string[] = [];
  for (const { key: output, sha256 } of files.filter((file) => !shared.has(file.key))) {
    if (await removeOutput(stores.output, output, [sha256])) removed.push(output);
  }
  await clearFailure(stores.state, key);
  if (held && !(await stores.state.remove(fileKey('records', key), held.version)))
    throw new ConcurrentUpdateError(
      `${key}: another task made it anew while it was being removed; run again`,
    );
  return removed;
}

/** Outputs of a task that was killed before it wrote the Record: in a bucket their names and signatures tell. */
async function unrecordedFiles(output: Store, key: string): Promise<OutputFile[]> {
  if (!output.signs) return [];
  const first = variantKey(key, 1, '');
  const candidates: string[] = [key];
  for await (const { key: found } of output.list(first.slice(0, -1))) {
    if (parseVariantKey(found)) candidates.push(found);
  }
  const withLabels = candidates.flatMap((image) => [
    image,
    ...labelCandidates(image).map((place) => place.key),
  ]);
  const signed = await Promise.all(
    [...new Set(withLabels)].map(async (candidate) => {
      const signature = (await output.stat(candidate))?.signature;
      return signature === undefined ? [] : [{ key: candidate, sha256: signature }];
    }),
  );
  return signed.flat();
}

/** Labels copied as they were, which another photo of the same name shares: they stay for it. */
async function sharedLabels(
  input: Store,
  key: string,
  held: HeldRecord | undefined,
): Promise<ReadonlySet<string>> {
  const isCopied = !held || held.record.variants.some(({ variant }) => variant === 0);
  if (!isCopied) return new Set();
  const stem = `${splitEnding(key).stem}.`;
  for await (const { key: other } of input.list(stem)) {
    const isSibling = other !== key && `${splitEnding(other).stem}.` === stem;
    if (isSibling && isImageName(other)) return new Set(labelCandidates(key).map((place) => place.key));
  }
  return new Set();
}
