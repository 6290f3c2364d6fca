import { StoreError } from '../core/errors.js';
import { clearAttempts, countDeaths, noteAttempts } from '../state/attempts.js';
import type { AttemptedWith, Attempts } from '../state/attempts.js';
import { readLayout } from '../state/dataset-state.js';
import { recordFailure } from '../state/failures.js';
import { readRecord } from '../state/record.js';
import { updateSource } from './update-source.js';
import type { Update, UpdateContext, UpdateRequest } from './update-source.js';

/** So often may an image end a program in which nothing else is under way. */
const MOST_DEATHS = 2;

export interface Suspicion {
  /** What is noted of earlier attempts. */
  readonly noted: Attempts | undefined;
  /** Until when the message of this attempt comes again if the attempt ends the program, in milliseconds since 1970. */
  readonly until: number;
  /** What may be lacking and how to give more, for the reason of the failure. */
  readonly remedy: string;
}

/**
 * Updates an image that may have ended an earlier program, for example by taking all of its memory. The attempt is noted
 * before, so that the next one knows if this one ended the program too. After the last attempt, the image fails by name
 * until the image or the Recipe changes, or there is more memory.
 * @throws what `updateSource` throws; `noteReturned` then has to replace the note
 */
export async function updateSuspect(
  request: UpdateRequest,
  context: UpdateContext,
  { noted, until, remedy }: Suspicion,
): Promise<Update> {
  const { key } = request;
  const { state } = context.stores;
  const made = await attemptedWith(key, context);
  const deaths = countDeaths(noted, made);
  if (made.image !== null && deaths >= MOST_DEATHS) {
    const reason = `${key}: ${deaths} attempts with nothing else under way ended the program; ${remedy}`;
    const { dataset } = await readLayout(state);
    const { recipe, record } = made;
    const needs = context.engineQueue.memory.total + 1;
    await recordFailure(state, { key, reason, recipe, dataset, record, needs });
    return { kind: 'failed', reason };
  }
  await noteAttempts(state, { key, ...made, deaths: deaths + 1, until });
  const update = await updateSource(request, context);
  await clearAttempts(state, key);
  return update;
}

/** Notes that an attempt threw an error that may pass, and until when the message comes again. */
export async function noteReturned(
  key: string,
  until: number,
  error: unknown,
  noted: Attempts | undefined,
  context: Pick<UpdateContext, 'stores' | 'digest' | 'engineQueue'>,
): Promise<void> {
  const made = await attemptedWith(key, context);
  const deaths = countDeaths(noted, made);
  await noteAttempts(context.stores.state, { key, ...made, deaths, until, reason: messageOf(error) });
}

async function attemptedWith(
  key: string,
  { stores: { input, state }, digest, engineQueue }: Pick<UpdateContext, 'stores' | 'digest' | 'engineQueue'>,
): Promise<AttemptedWith> {
  // An image that may not even be asked for is noted like one that is gone, so that the reason is known all the same.
  const asked = input.stat(key).catch((error: unknown) => {
    if (error instanceof StoreError) return undefined;
    throw error;
  });
  const [image, record] = await Promise.all([asked, readRecord(state, key)]);
  return {
    image: image ? (image.version ?? `${image.size} bytes`) : null,
    recipe: digest,
    record: record?.sha256 ?? null,
    memory: engineQueue.memory.total,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
