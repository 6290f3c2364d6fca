import { nameOf } from '../core/keys.js';

const NAMES: readonly string[] = ['thumbs.db', 'desktop.ini', 'ehthumbs.db', 'pool.json'];

/** Files that programs leave in folders that they open: caches of trainers, Windows' own, and the pool of `augment pool`. */
export function isIncidental(key: string): boolean {
  const name = nameOf(key).toLowerCase();
  return NAMES.includes(name) || name.endsWith('.cache');
}
