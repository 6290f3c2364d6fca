import type { DatasetText, TextPieces } from '../format.js';

/** A text that a format gives in pieces. */
export async function wholeText(pieces: TextPieces): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

/** The files that `create` gives, with their texts; each of these must be the same when it is made again. */
export async function wholeFiles(
  files: Promise<readonly DatasetText[]> | readonly DatasetText[],
): Promise<{ key: string; text: string }[]> {
  return Promise.all(
    (await files).map(async ({ key, text }) => {
      const [first, again] = [await wholeText(text()), await wholeText(text())];
      if (again !== first) throw new Error(`${key} is another text when it is made again`);
      return { key, text: first };
    }),
  );
}
