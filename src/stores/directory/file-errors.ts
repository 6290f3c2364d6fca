import type { Stats } from 'node:fs';
import { StoreError } from '../../core/errors.js';

/** Errors that mean: there is no such object. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Synchronous: a run without work checks every file, and handing each check to another thread costs far more. */
export function statOf(by: (file: string) => Stats, file: string): Stats | undefined {
  try {
    return by(file);
  } catch (error) {
    if (ABSENT.has(codeOf(error))) return undefined;
    throw error;
  }
}

export async function absentAs<T, D>(absent: D, work: Promise<T>): Promise<T | D> {
  try {
    return await work;
  } catch (error) {
    // A link to itself leads nowhere.
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP'].includes(codeOf(error))) return absent;
    throw error;
  }
}

/** Inside a Store, these mean that there is no such object, or the Store handles them. */
const REASONS_OF_NAMED_FILES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a file has the name of a folder',
  EISDIR: 'it is a folder',
};

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long for this file system',
};

/** Why a file that the user named cannot be read or written. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return REASONS_OF_NAMED_FILES[code] ?? REASONS[code] ?? String(error);
}

export function explain(error: unknown, what: 'read' | 'write', file: string): unknown {
  const reason = REASONS[codeOf(error)];
  return reason ? new StoreError(`cannot ${what} ${file}: ${reason}`, false, { cause: error }) : error;
}
