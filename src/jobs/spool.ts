import { createHash } from 'node:crypto';
import type { LargeContent } from '../stores/store.js';
import type { Scratch } from './scratch.js';

/** Characters of a block: enough to compress well, few enough to be in memory at once. */
const BLOCK = 256 * 1024;

/**
 * Keeps plain data, to go through it again and again in little memory. A file about the whole output is made in several
 * passes, and each must see the same Records, whatever others write meanwhile. To read all Records from a bucket several
 * times would take too long, too.
 */
export async function spoolItems<T extends object>(
  items: AsyncIterable<T> | Iterable<T>,
  scratch: Scratch,
): Promise<Iterable<T>> {
  const blocks: (() => Uint8Array)[] = [];
  for await (const block of inBlocks(linesOf(items))) blocks.push(scratch.keep(encode(block)));
  return {
    *[Symbol.iterator]() {
      for (const read of blocks)
        for (const line of new TextDecoder().decode(read()).trimEnd().split('\n'))
          yield JSON.parse(line) as T;
    },
  };
}

/**
 * Keeps a text, whose hash has to be known before it is written.
 * @returns the text as UTF-8
 */
export async function spoolText(
  text: AsyncIterable<string> | Iterable<string>,
  scratch: Scratch,
): Promise<LargeContent> {
  const blocks: (() => Uint8Array)[] = [];
  const hash = createHash('sha256');
  let size = 0;
  for await (const block of inBlocks(text)) {
    const bytes = encode(block);
    hash.update(bytes);
    size += bytes.length;
    blocks.push(scratch.keep(bytes));
  }
  const pieces = async function* () {
    for (const read of blocks) yield Promise.resolve(read());
  };
  return { size, sha256: hash.digest('hex'), pieces };
}

async function* linesOf<T extends object>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<string> {
  for await (const item of items) yield `${JSON.stringify(item)}\n`;
}

/** The same text in pieces of some size; a character that two pieces share stays whole. */
async function* inBlocks(text: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let waiting: string[] = [];
  let length = 0;
  for await (const piece of text) {
    waiting.push(piece);
    length += piece.length;
    if (length < BLOCK || HIGH_SURROGATE.test(piece)) continue;
    yield waiting.join('');
    waiting = [];
    length = 0;
  }
  if (length > 0) yield waiting.join('');
}

const HIGH_SURROGATE = /[\uD800-\uDBFF]$/;

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
