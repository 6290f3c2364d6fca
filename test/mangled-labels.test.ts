import { beforeAll, describe, expect, it } from 'vitest';
import { builtInFormats } from '../src/core/formats/index.js';
import { convert, recipeWith } from './support/convert.js';
import { LABELS } from './support/format-labels.js';
import { photos } from './support/layout-files.js';

const RECIPE = recipeWith([], 'variants: 0\ntransforms: []\noutput: {originals: true}\n', 'coco');
const FORMATS = builtInFormats.names.filter((name) => name !== 'mask');

const utf16 = (text: string, mark: readonly number[]) => {
  const isLittle = mark[0] === 0xff;
  const bytes = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)).flatMap((code) =>
    isLittle ? [code & 255, code >> 8] : [code >> 8, code & 255],
  );
  return Uint8Array.from([...mark, ...bytes]);
};

const SPELLINGS: Readonly<Record<string, (text: string) => string | Uint8Array>> = {
  'a byte order mark': (text) => `\uFEFF${text}`,
  'CRLF, and blank lines at the end': (text) => `${text.replaceAll('\n', '\r\n')}\r\n\r\n`,
  'UTF-16, little end first': (text) => utf16(text, [0xff, 0xfe]),
  'UTF-16, big end first': (text) => utf16(text, [0xfe, 0xff]),
};

describe('label files of each format', () => {
  let image: Record<string, string | Uint8Array>;
  beforeAll(async () => {
    image = await photos('JPEGImages/a.jpg');
  });

  const made = async (format: string, mangle: (text: string) => string | Uint8Array) => {
    const files = Object.entries(await LABELS[format]!()).map(([key, text]) => [key, mangle(String(text))]);
    return convert({ ...image, ...(Object.fromEntries(files) as typeof image) }, RECIPE);
  };

  it.each(FORMATS.flatMap((format) => Object.keys(SPELLINGS).map((name) => [format, name] as const)))(
    '%s: are read with %s',
    async (format, name) => {
      const { failures, notes, records } = await made(format, SPELLINGS[name]!);
      expect({ failures, notes }).toEqual({ failures: [], notes: [] });
      expect(records[0]!.objects).toEqual([
        { name: 'cat', objects: 1 },
        { name: 'dog', objects: 1 },
      ]);
    },
  );

  it.each(FORMATS)('%s: are not taken for whole where the end is missing', async (format) => {
    const { failures, notes, records } = await made(format, (text) =>
      text.slice(0, -Math.ceil(text.length / 5)),
    );
    const problems = records.flatMap((record) => record.problems);
    expect([...failures, ...notes, ...problems]).not.toEqual([]);
  });

  it.each(FORMATS)('%s: fail by name if their text is in no encoding that is known', async (format) => {
    const { failures } = await made(format, (text) =>
      Buffer.from(text.replaceAll(/dog|cat/g, 'caf\u00e9'), 'latin1'),
    );
    expect(failures.map(({ reason }) => reason).join()).toMatch(/not a text file in UTF-8 or UTF-16/);
  });
});
