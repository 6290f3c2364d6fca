import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../stores/sha256.js';
import { wholeOf } from '../stores/pieces.js';
import { Scratch } from './scratch.js';
import { spoolItems, spoolText } from './spool.js';

const temporaryFiles = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`augment-${process.pid}-`));

async function withScratch(use: (scratch: Scratch) => Promise<void>): Promise<void> {
  const scratch = new Scratch();
  try {
    await use(scratch);
  } finally {
    scratch.close();
  }
}

describe('what is spooled', () => {
  const items = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ i, text: `"${'é\n'.repeat(i % 300)}` }));

  it.each([0, 1, 9000])('are %d items, which come again and again in their order', async (count) => {
    await withScratch(async (scratch) => {
      const spool = await spoolItems(items(count), scratch);
      const other = await spoolItems(items(3), scratch);
      expect([...spool]).toEqual(items(count));
      expect([...other]).toEqual(items(3));
      expect([...spool]).toEqual(items(count));
    });
  });

  it('is a text of any length, whose characters stay whole where pieces cut them', async () => {
    const [high, low] = ['\ud83d', '\ude00'];
    const pieces = [...Array.from({ length: 40 }, (_, i) => 'añ'.repeat(30_000 + i)), high, low, 'end'];
    const bytes = new TextEncoder().encode(pieces.join(''));
    await withScratch(async (scratch) => {
      const content = await spoolText(pieces, scratch);
      expect(content).toMatchObject({ size: bytes.length, sha256: sha256(bytes) });
      for (const _ of [1, 2]) expect(sha256(await wholeOf(content.pieces()))).toBe(content.sha256);
    });
  });

  it('keeps a large block with a character at its end that the next piece completes', async () => {
    const text = ['x'.repeat(300_000) + '\ud83d', '\ude00'];
    await withScratch(async (scratch) => {
      const { sha256: hash } = await spoolText(text, scratch);
      expect(hash).toBe(sha256(text.join('')));
    });
  });

  it('leaves no file behind, even if the process ends before it is done', async () => {
    await withScratch(async (scratch) => {
      await spoolText(['x'.repeat(2_000_000)], scratch);
      expect(temporaryFiles()).toHaveLength(process.platform === 'win32' ? 1 : 0);
    });
    expect(temporaryFiles()).toEqual([]);
  });
});
