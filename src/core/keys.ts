import { KeyError } from './errors.js';

export const MAX_NAME_BYTES = 255;
export const MAX_KEY_BYTES = 1024;

const encoder = new TextEncoder();

/** In UTF-8. Most texts are plain, and asked for often. */
export function byteLength(text: string): number {
  return /[^ -~]/.test(text) ? encoder.encode(text).length : text.length;
}

/** Whether a text is longer than so many bytes. A code unit has at most three, so that short texts need no counting. */
export function isLonger(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && byteLength(text) > bytes;
}
/** Most keys are such, and each is checked some ten times for an image. */
const PLAIN_KEY = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/;

/**
 * @returns the key in NFC
 * @throws KeyError where the key could leave the root, or where a Store could not hold it
 */
export function checkKey(key: string): string {
  if (key.length <= MAX_NAME_BYTES && PLAIN_KEY.test(key)) return key;
  const problem = keyProblem(key);
  if (problem) throw new KeyError(`${JSON.stringify(key)} cannot be used as a key: ${problem}`);
  return key.normalize('NFC');
}

/** Why a text cannot be a key; undefined if it can. */
export function keyProblem(key: string): string | undefined {
  if (key === '') return 'it is empty';
  if (key.includes('\0')) return 'it contains a NUL character';
  if (key.startsWith('/') || /^[A-Za-z]:[\\/]/.test(key)) return 'it is an absolute path';
  if (isLonger(key, MAX_KEY_BYTES)) return `it is longer than ${MAX_KEY_BYTES} bytes`;
  for (const part of key.split('/')) {
    if (part === '' || part === '.' || part === '..') return `it has the part ${JSON.stringify(part)}`;
    if (isLonger(part, MAX_NAME_BYTES))
      return `the name ${part.slice(0, 40)}… is longer than ${MAX_NAME_BYTES} bytes`;
  }
  return undefined;
}

/** The folder of a key with a trailing slash; empty for a key without a folder. */
export function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}

export function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** Splits at the last dot: `a/b.rf.1.jpg` → `a/b.rf.1` and `.jpg`. A name without a dot, or with only a leading dot, has no ending. */
export function splitEnding(key: string): { readonly stem: string; readonly ending: string } {
  const start = key.lastIndexOf('/') + 1;
  const dot = key.lastIndexOf('.');
  return dot > start ? { stem: key.slice(0, dot), ending: key.slice(dot) } : { stem: key, ending: '' };
}

/** The path from a folder to a key, both below the same root, with `/`; `.` if they are the same. */
export function relativePath(folder: string, key: string): string {
  const from = folder.split('/').filter((part) => part !== '');
  const to = key.split('/').filter((part) => part !== '');
  const differs = from.findIndex((part, i) => part !== to[i]);
  const shared = differs < 0 ? from.length : differs;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/') || '.';
}

/** Order of code units, the same in every locale and Store. */
export function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
