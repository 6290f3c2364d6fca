import * as z from 'zod';
import type { Failure } from '../dataset/source.js';
import type { Store } from '../stores/store.js';
import { fileKey } from './file-keys.js';
import { hashRecords } from './record.js';
import { StateFile } from './state-file.js';
import type { Frozen } from './state-file.js';

const attemptsSchema = z.object({
  key: z.string(),
  /** The Store's version of the image; null if it was gone. Another image is worth new attempts, and so is another Recipe. */
  image: z.string().nullable(),
  recipe: z.string(),
  /** SHA-256 of the Source's Record at that time, null if it had none. Another one makes the note stale. */
  record: z.string().nullable(),
  /** Bytes of memory that the image could take. More memory is worth new attempts. */
  memory: z.exactOptional(z.number()),
  /** Attempts that ended their program, or are under way. */
  deaths: z.int().nonnegative(),
  /** Until when a message asks for the image, in milliseconds since 1970. Nobody else needs to ask before. */
  until: z.number(),
  /** What the last attempt threw. */
  reason: z.string().optional(),
});

/** Attempts with one Source that gave neither outputs nor a failure. */
export type Attempts = Frozen<z.output<typeof attemptsSchema>>;

/** What attempts were made with. */
export type AttemptedWith = Pick<Attempts, 'image' | 'recipe' | 'record' | 'memory'>;

const attemptsFile = new StateFile('attempts', attemptsSchema);

export async function noteAttempts(state: Store, attempts: Attempts): Promise<void> {
  await attemptsFile.put(state, attempts, fileKey('attempts', attempts.key));
}

export async function readAttempts(state: Store, key: string): Promise<Attempts | undefined> {
  return (await attemptsFile.read(state, fileKey('attempts', key)))?.content;
}

export async function clearAttempts(state: Store, key: string): Promise<void> {
  await state.remove(fileKey('attempts', key));
}

/** How many attempts with the same image, Recipe, Record and memory ended their program. */
export function countDeaths(attempts: Attempts | undefined, now: AttemptedWith): number {
  const isSame =
    attempts?.image === now.image &&
    attempts.recipe === now.recipe &&
    attempts.record === now.record &&
    attempts.memory === now.memory;
  return isSame ? attempts.deaths : 0;
}

/** Stored attempts. They are stale if the Source has another Record than they name. */
export interface HeldAttempts {
  readonly attempts: Attempts;
  readonly isStale: boolean;
  readonly version: string;
}

export async function readAllAttempts(state: Store): Promise<HeldAttempts[]> {
  const found: Omit<HeldAttempts, 'isStale'>[] = [];
  for await (const { content, version } of attemptsFile.list(state))
    found.push({ attempts: content, version });
  const recordHash = await hashRecords(
    state,
    found.map(({ attempts }) => attempts.key),
  );
  return found.map((one) => ({ ...one, isStale: one.attempts.record !== recordHash(one.attempts.key) }));
}

/** What the last attempts threw with images that are to be tried again. */
export async function listAttempts(state: Store): Promise<Failure[]> {
  const noted = (await readAllAttempts(state)).filter(({ isStale }) => !isStale);
  return noted.flatMap(({ attempts: { key, reason } }) => (reason === undefined ? [] : [{ key, reason }]));
}

/** Removes the note, unless it was written again meanwhile. */
export async function removeAttempts(state: Store, { attempts, version }: HeldAttempts): Promise<void> {
  await state.remove(fileKey('attempts', attempts.key), version);
}
