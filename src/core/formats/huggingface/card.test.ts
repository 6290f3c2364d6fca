import { describe, expect, it } from 'vitest';
import { huggingface } from './huggingface.js';
import { wholeText } from '../testing/text.js';

const encode = (text: string) => new TextEncoder().encode(text);
const dataset = huggingface.dataset!;
const cardOf = (...lines: readonly string[]) => `---\nlicense: mit\n${lines.join('\n')}\n---\n# Pets\n`;

/** As `datasets` writes it; the inner lines differ by its version. */
const features = (container: string, names: readonly string[], indent = '  ') => [
  `${indent}features:`,
  `${indent}- name: image`,
  `${indent}  dtype: image`,
  `${indent}- name: objects`,
  `${indent}  ${container}:`,
  `${indent}  - name: bbox`,
  `${indent}    sequence: float32`,
  `${indent}    length: 4`,
  `${indent}  - name: category`,
  `${indent}    dtype:`,
  `${indent}      class_label:`,
  `${indent}        names:`,
  ...names.map((name) => `${indent}          ${name}`),
];
const NUMBERED = ["'0': cat", "'1': dog", "'2': 'no'"];
const CARD = cardOf(
  'dataset_info:',
  ...features('sequence', NUMBERED),
  '  splits:',
  '  - name: train',
  '    num_bytes: 9',
);

const read = (text: string, key = 'README.md') => dataset.read(key, encode(text));
const linesOf = (...categories: readonly unknown[]) =>
  `${JSON.stringify({ file_name: 'a.jpg', objects: { bbox: categories.map(() => [1, 2, 3, 4]), category: categories } })}\n`;

/** What a file of these categories is together with a card. */
function withCard(
  categories: readonly unknown[],
  card = CARD,
  key = 'train/metadata.jsonl',
  cardKey = 'README.md',
) {
  const { schema, parts } = dataset.read(key, encode(linesOf(...categories)));
  const named = dataset.nameClasses!({ key, schema }, { key: cardKey, schema: read(card, cardKey).schema });
  const context = { image: 'a.jpg', width: 100, height: 80, channels: 3 as const, schema: named ?? schema };
  return { named, annotations: huggingface.read(parts![0]!, context).annotations };
}

describe('the names on a card', () => {
  it.each([
    ['a sequence with numbered names', CARD],
    ['a list', cardOf('dataset_info:', ...features('list', NUMBERED))],
    ['a list of names', cardOf('dataset_info:', ...features('struct', ['- cat', '- dog', "- 'no'"]))],
    [
      'numbers that are no texts',
      cardOf('dataset_info:', ...features('sequence', ['1: dog', '0: cat', "2: 'no'"])),
    ],
    [
      'two configurations of the same names',
      cardOf(
        'dataset_info:',
        ...['a', 'b'].flatMap((name) => [`- config_name: ${name}`, ...features('list', NUMBERED)]),
      ),
    ],
    ['CRLF', CARD.replaceAll('\n', '\r\n')],
  ])('are read: %s', (_, text) => {
    expect(huggingface.recognises('README.md', encode(text))).toBe(true);
    expect(read(text)).toMatchObject({ schema: { classes: ['cat', 'dog', 'no'] } });
    expect(read(text).parts).toBeUndefined();
  });

  it('are not used where configurations differ', () => {
    const lines = [['cat'], ['dog']].flatMap(([name]) => [
      '- config_name: x',
      ...features('list', [`- ${name}`]),
    ]);
    expect(read(cardOf('dataset_info:', ...lines))).toMatchObject({
      schema: { classes: [] },
      problems: [{ reason: expect.stringContaining('name the classes of `objects` differently') as string }],
    });
  });

  it.each([
    ['no card', '# Pets\n'],
    ['a card without classes', '---\nlicense: mit\n---\n'],
    ['another file', CARD, 'NOTES.md'],
  ])('are looked for in cards alone: %s', (_, text, key = 'README.md') => {
    expect(huggingface.recognises(key, encode(text))).toBe(false);
  });

  it.each([
    ['YAML that is none', cardOf('dataset_info: [', 'class_label: x'), 'README.md:4: '],
    [
      'no features',
      cardOf('dataset_info: {class_label: 1}'),
      'expected `dataset_info:` with a list of `features`',
    ],
    ['an alias that does not exist', cardOf('dataset_info: *x', 'class_label: 1'), 'README.md'],
  ])('fail by name: %s', (_, text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });

  it('are the classes of numbers, which stay numbers', async () => {
    const { named, annotations } = withCard([1, 0, 5]);
    expect(named!.classes).toEqual(['cat', 'dog', 'no', '3', '4', '5']);
    expect(annotations.objects.map((object) => object.class)).toEqual(['dog', 'cat', '5']);
    expect(await wholeText(dataset.write(named!, [{ image: 'a.jpg', annotations }], named!.extra))).toBe(
      linesOf(1, 0, 5),
    );
  });

  it('are not those of words, or of files elsewhere', () => {
    expect(withCard(['cat']).named).toBeUndefined();
    expect(withCard([1], CARD, 'train/metadata.jsonl', 'other/README.md').named).toBeUndefined();
  });

  it('may be equal, and their numbers stay', async () => {
    const card = cardOf('dataset_info:', ...features('list', ['- cat', '- cat', '- ""']));
    const { named, annotations } = withCard([1, 2, 0], card);
    expect(await wholeText(dataset.write(named!, [{ image: 'a.jpg', annotations }], named!.extra))).toBe(
      linesOf(1, 2, 0),
    );
  });

  it('are written as they are now, without what is said of the images of the input', async () => {
    const { schema } = read(CARD);
    const text = await wholeText(
      dataset.write({ ...schema, classes: ['feline', 'no'], origins: [0, 2] }, [], schema.extra),
    );
    expect(text).not.toContain('splits');
    expect(text).toMatch(/^ +"0": feline\n +"1": dog\n +"2": "no"\n---$/m);
    expect(read(text).schema.classes).toEqual(['feline', 'dog', 'no']);
  });

  it('keep the numbers of renamed classes', async () => {
    const { named, annotations } = withCard([0, 2]);
    const objects = annotations.objects.map((object) => ({
      ...object,
      class: object.class === 'cat' ? 'feline' : object.class,
    }));
    const schema = { ...named!, classes: ['feline', 'no'], origins: [0, 2] };
    expect(
      await wholeText(
        dataset.write(schema, [{ image: 'a.jpg', annotations: { ...annotations, objects } }], named!.extra),
      ),
    ).toBe(linesOf(0, 2));
  });
});
