import { compareKeys } from '../core/keys.js';
import { sha256 } from '../stores/sha256.js';
import type { IndexEntry, IndexTotals } from './index-files.js';

const MODULUS = 2n ** 256n;

/** The totals after some entries were taken out of the index and others were put in. */
export function changeTotals(
  { images, classes, digest }: IndexTotals,
  removed: readonly IndexEntry[],
  added: readonly IndexEntry[],
): IndexTotals {
  const sums = new Map(classes.map((one) => [one.name, { ...one }]));
  let sum = BigInt(`0x${digest || '0'}`);
  const count = (entries: readonly IndexEntry[], sign: 1 | -1) => {
    for (const entry of entries) {
      sum += BigInt(sign) * digestOf(entry);
      // What the data set has without them is counted.
      if (entry.record.leftOut) continue;
      for (const { name, objects } of entry.record.objects) {
        const total = sums.get(name) ?? { name, objects: 0, images: 0 };
        total.objects += sign * objects;
        total.images += sign;
        sums.set(name, total);
      }
    }
  };
  count(removed, -1);
  count(added, 1);
  return {
    images: images - removed.length + added.length,
    classes: [...sums.values()].filter((one) => one.images > 0).sort((a, b) => compareKeys(a.name, b.name)),
    digest: (((sum % MODULUS) + MODULUS) % MODULUS).toString(16),
  };
}

function digestOf({ record, sha256: hash }: IndexEntry): bigint {
  return BigInt(`0x${sha256(`${record.key}\n${hash}`)}`);
}
