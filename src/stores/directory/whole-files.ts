import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { StoreError } from '../../core/errors.js';
import { absentAs, codeOf, lstatOf, reasonOf } from './file-errors.js';

/** More conflicts with other tasks in a row do not happen. */
const MOST_ATTEMPTS = 100;

/** Errors of file systems without hard links. exFAT under Windows answers EISDIR. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EISDIR']);

/** Errors that mean that a folder must be made first, or cannot be. */
const NO_FOLDER = new Set(['ENOENT', 'ENOTDIR']);

/**
 * Writes a file under a temporary name in a folder, uses it, and removes that name.
 * @param durable whether its content is on the disk before it is used
 */
export function writeTemporary<T>(
  folder: string,
  bytes: Uint8Array,
  durable: boolean,
  use: (temporary: string) => T,
): T {
  const temporary = temporaryIn(folder);
  try {
    inFolder(folder, () => {
      writeFileSync(temporary, bytes, { flag: 'wx', flush: durable });
    });
    return use(temporary);
  } finally {
    removeTemporary(temporary);
  }
}

/** The same for a content that comes in pieces. */
export async function writeTemporaryPieces<T>(
  folder: string,
  pieces: AsyncIterable<Uint8Array>,
  durable: boolean,
  use: (temporary: string) => T,
): Promise<T> {
  const temporary = temporaryIn(folder);
  try {
    const descriptor = inFolder(folder, () => openSync(temporary, 'wx'));
    try {
      for await (const piece of pieces)
        for (let at = 0; at < piece.length;) at += writeSync(descriptor, piece, at);
      if (durable) fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    return use(temporary);
  } finally {
    removeTemporary(temporary);
  }
}

function temporaryIn(folder: string): string {
  return path.join(folder, `.augment-${process.pid}-${randomUUID()}.tmp`);
}

function removeTemporary(temporary: string): void {
  absentAs(undefined, () => {
    unlinkSync(temporary);
  });
}

/** Gives a whole file its name. @returns false if that name is taken */
export function createWhole(temporary: string, file: string): boolean {
  try {
    inFolder(path.dirname(file), () => {
      linkSync(temporary, file);
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (NO_LINKS.has(codeOf(error))) return renameUnlessPresent(temporary, file);
    throw error;
  }
}

/** For file systems without links: all or nothing, but not safe if another program writes the name at this moment. */
function renameUnlessPresent(temporary: string, file: string): boolean {
  if (lstatOf(file)) return false;
  renameSync(temporary, file);
  return true;
}

/** Makes the folder only if it turns out to be missing. Another removal may remove it again while it is empty. */
export function inFolder<T>(folder: string, work: () => T): T {
  for (let attempt = 1; ; attempt++) {
    try {
      return work();
    } catch (error) {
      if (!NO_FOLDER.has(codeOf(error)) || attempt === MOST_ATTEMPTS) throw error;
      makeFolder(folder);
    }
  }
}

function makeFolder(folder: string, attempt = 1): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const isInTheWay = ['ENOTDIR', 'EEXIST'].includes(codeOf(error));
    // A removal may remove the folder, which is still empty, while it is being made.
    const mayPass = isInTheWay || codeOf(error) === 'ENOENT';
    if (mayPass && attempt < MOST_ATTEMPTS) {
      makeFolder(folder, attempt + 1);
      return;
    }
    const reason = isInTheWay ? 'a file has the name of a folder' : reasonOf(error);
    throw new StoreError(`cannot make the folder ${folder}: ${reason}`, false, { cause: error });
  }
}
