import type { DeadLetter, TakenLetters } from '../aws/redrive.js';
import type { Store } from '../stores/store.js';

/** Dead letters for the same reason. */
export interface LetterGroup {
  readonly reason: string;
  readonly letters: readonly DeadLetter[];
}

/** The reason of the dead letters that ask for no image. */
export const RECONCILE = 'requests to reconcile the whole data set';
const SETTLED = {
  made: 'the images were made since',
  gone: 'the images are gone, so nothing is left to be done; to deliver these again clears them',
} as const;
const NOT_UNDERSTOOD = 'the message is not understood';
const NOT_KNOWN = 'the reason is not known here; `augment status` says how to find it in the log';
const CHARACTERS_OF_BODY = 200;

/**
 * Those about images, by reason: as far as the state knows why images failed.
 * @throws StoreError if it cannot be read; the letters are then left where they are
 */
export async function groupLetters(taken: TakenLetters, state: Store): Promise<readonly LetterGroup[]> {
  const reasons = await readReasons(state).catch(async (error: unknown) => {
    await taken.release(taken.images);
    throw error;
  });
  const groups = new Map<string, DeadLetter[]>();
  for (const letter of taken.images) {
    const reason = reasonOf(letter, taken.settled, reasons);
    groups.set(reason, [...(groups.get(reason) ?? []), letter]);
  }
  return [...groups].map(([reason, letters]) => ({ reason, letters }));
}

function reasonOf(
  letter: DeadLetter,
  settled: TakenLetters['settled'],
  reasons: ReadonlyMap<string, string>,
): string {
  const why = settled.get(letter);
  if (why) return SETTLED[why];
  if (letter.keys.length === 0) return NOT_UNDERSTOOD;
  return letter.keys.flatMap((key) => reasons.get(key) ?? [])[0] ?? NOT_KNOWN;
}

/** The images that letters ask for, each once; of a letter that is not understood, how it begins. */
export function namesIn({ letters }: LetterGroup): string[] {
  return [
    ...new Set(
      letters.flatMap(({ keys, body }) => (keys.length > 0 ? keys : body.slice(0, CHARACTERS_OF_BODY))),
    ),
  ];
}

/** Delivers some letters again, and leaves the others where they are. @returns how many are left */
export async function deliverLetters(taken: TakenLetters, chosen: readonly DeadLetter[]): Promise<number> {
  const delivered = new Set(chosen);
  const left = taken.images.filter((letter) => !delivered.has(letter));
  try {
    await taken.redrive(chosen);
  } finally {
    await taken.release(left);
  }
  return left.length;
}

async function readReasons(state: Store): Promise<ReadonlyMap<string, string>> {
  const [{ listFailures }, { listAttempts }] = await Promise.all([
    import('../state/failures.js'),
    import('../state/attempts.js'),
  ]);
  return new Map(
    [...(await listAttempts(state)), ...(await listFailures(state))].map(({ key, reason }) => [key, reason]),
  );
}
