import { beforeAll, describe, expect, it } from 'vitest';
import { builtInFormats } from '../src/core/formats/index.js';
import { discover } from '../src/dataset/discover.js';
import { areLabelsLost } from '../src/dataset/unused.js';
import { convert, recipeWith, storeOf } from './support/convert.js';
import { LABELS } from './support/format-labels.js';
import { imageFiles } from './support/layout-files.js';
import {
  inCsv,
  inRows,
  inXml,
  membersAdded,
  membersReversed,
  numbersAsText,
  replacedBy,
  type Mangle,
} from './support/manglings.js';

const RECIPE = recipeWith([], 'variants: 0\ntransforms: []\noutput: {originals: true}\n', 'coco');
const FORMATS = builtInFormats.names.filter((name) => name !== 'mask');
const COCO = 'annotations/instances_all.json';

const texts = async (format: string) =>
  Object.entries(await LABELS[format]!()).map(([key, text]) => ({ key, text: String(text) }));
const FILES = new Map(
  await Promise.all(FORMATS.map(async (format) => [format, await texts(format)] as const)),
);

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

/** Manglings after which the labels still say the same. */
const HARMLESS: Readonly<Record<string, Mangle>> = {
  'numbers as text': numbersAsText(String),
  'numbers as text, with blanks': numbersAsText((value) => ` ${value} `),
  'keys in another order': membersReversed,
  'more keys': membersAdded,
  'a further column in front': inCsv((cells, isHeader) => [isHeader ? 'note' : 'x', ...cells]),
  'a further column at the end': inCsv((cells, isHeader) => [...cells, isHeader ? 'note' : 'x']),
  'columns in another order': inCsv((cells) => [...cells].reverse()),
  'cells in quotes': inCsv((cells) => cells.map((cell) => `"${cell}"`)),
  'tabs between columns': inRows((row) => row.replaceAll(' ', '\t')),
  'more elements and attributes': inXml((text) =>
    text
      .replaceAll('<object>', '<object mine="1"><note a="1">2</note>')
      .replaceAll(/<(box|polygon)(?= )/g, '<$1 mine="1"'),
  ),
  'blanks around numbers': inXml((text) => text.replaceAll(/>(\d+)</g, '> $1 <')),
};

/** Manglings after which nobody can tell what is meant, or which leave nothing. */
const SPOILT: Readonly<Record<string, Mangle>> = {
  'commas between columns': inRows((row) => row.replaceAll(' ', ',')),
  'semicolons between cells': inCsv((cells) => [cells.join(';')]),
  'a word at the end of each row': inRows((row) => `${row} word`),
  'tags in capitals': inXml((text) => text.replaceAll(/<\/?[a-z]+/g, (tag) => tag.toUpperCase())),
  'no bytes': replacedBy('', /\.(json|jsonl|ndjson|manifest|csv|xml)$/),
  'blank lines': replacedBy('\n \n', /\.(json|jsonl|ndjson|manifest|csv|xml)$/),
  'an empty object': replacedBy('{}', /\.(json|jsonl|ndjson|manifest)$/),
  'an empty list': replacedBy('[]', /\.(json|jsonl|ndjson|manifest)$/),
  'a header alone': inCsv((cells, isHeader) => (isHeader ? cells : [])),
};

/** Each mangling with the formats that it changes a file of. */
function cases(manglings: Readonly<Record<string, Mangle>>) {
  return Object.entries(manglings).flatMap(([name, mangle]) =>
    FORMATS.filter((format) =>
      FILES.get(format)!.some(({ key, text }) => (mangle(text, key) ?? text) !== text),
    ).map((format) => ({ format, name, mangle })),
  );
}

/** These cannot have more keys everywhere: their keys are images, lists of the same length, or names of tasks. */
const WITH_KEYS_OF_THEIR_OWN = ['via', 'huggingface', 'ndjson'];

describe('label files of each format', () => {
  let image: Record<string, string | Uint8Array>;
  beforeAll(async () => {
    image = await imageFiles('JPEGImages/a.jpg');
  });

  const filesOf = (format: string, mangle: (text: string, key: string) => string | Uint8Array) => {
    const mangled = FILES.get(format)!.map(({ key, text }) => [key, mangle(text, key)]);
    return { ...image, ...(Object.fromEntries(mangled) as typeof image) };
  };
  const made = async (...of: Parameters<typeof filesOf>) => convert(filesOf(...of), RECIPE);

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

  it.each(
    cases(HARMLESS).filter(
      ({ format, name }) => name !== 'more keys' || !WITH_KEYS_OF_THEIR_OWN.includes(format),
    ),
  )('$format: mean the same with $name', async ({ format, mangle }) => {
    const { failures, notes, files } = await made(format, (text, key) => mangle(text, key) ?? text);
    expect({ failures, notes }).toEqual({ failures: [], notes: [] });
    const whole = await made(format, (text) => text);
    expect(files[COCO]).toEqual(whole.files[COCO]);
  });

  it.each([
    ...cases(SPOILT),
    ...WITH_KEYS_OF_THEIR_OWN.map((format) => ({ format, name: 'more keys', mangle: membersAdded })),
  ])('$format: are named with $name, and do not stand for no objects', async ({ format, mangle }) => {
    const input = filesOf(format, (text, key) => mangle(text, key) ?? text);
    const { failures, notes } = await convert(input, RECIPE);
    const { inventory } = await discover(storeOf(input), RECIPE);
    expect(areLabelsLost(inventory) || failures.length > 0 || notes.length > 0).toBe(true);
  });

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
