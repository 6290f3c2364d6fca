import { lstatSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { StoreError } from '../../core/errors.js';

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * Files are used synchronously: handing a call to another thread and waiting for it costs far more processor time than
 * the call, and each worker thread has nothing else to do meanwhile.
 * @returns `absent` if there is no such file
 */
export function absentAs<T, D>(absent: D, work: () => T): T | D {
  try {
    return work();
  } catch (error) {
    // A link to itself leads nowhere.
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP'].includes(codeOf(error))) return absent;
    throw error;
  }
}

/** What a file is, links followed. Where there is none, no exception is made, which would cost more than the call. */
export function statOf(file: string): Stats | undefined {
  return absentAs(undefined, () => statSync(file, { throwIfNoEntry: false }));
}

/** What a file is, and whether it is a link. */
export function lstatOf(file: string): Stats | undefined {
  return absentAs(undefined, () => lstatSync(file, { throwIfNoEntry: false }));
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

/** @throws StoreError with the reason in plain words, if it is one that users can mend */
export function explaining<T>(what: 'read' | 'write', file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explained(what, file, error);
  }
}

/** The same for work that waits. */
export async function explainingLater<T>(
  what: 'read' | 'write',
  file: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explained(what, file, error);
  }
}

function explained(what: 'read' | 'write', file: string, error: unknown): unknown {
  const reason = REASONS[codeOf(error)];
  return reason === undefined
    ? error
    : new StoreError(`cannot ${what} ${file}: ${reason}`, false, { cause: error });
}
