import type { DatasetText, TextPieces } from '../format.js';

/** A text that a format gives in pieces. */
export async function wholeText(pieces: TextPieces): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

/** The files that `create` gives, with their whole texts. */
export async function wholeFiles(
  files: Promise<readonly DatasetText[]> | readonly DatasetText[],
): Promise<{ key: string; text: string }[]> {
  return Promise.all((await files).map(async ({ key, text }) => ({ key, text: await wholeText(text) })));
}
