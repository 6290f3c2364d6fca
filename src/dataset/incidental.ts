import { nameOf } from '../core/keys.js';

const NAMES: readonly string[] = ['thumbs.db', 'desktop.ini', 'ehthumbs.db'];

/** Files that other programs leave in folders that they open: caches of trainers, and Windows' own. */
export function isIncidental(key: string): boolean {
  const name = nameOf(key).toLowerCase();
  return NAMES.includes(name) || name.endsWith('.cache');
}
