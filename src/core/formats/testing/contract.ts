import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelError } from '../../errors.js';
import type { Annotations, AnnotatedObject } from '../../annotations/model.js';
import type {
  LabelContext,
  LabelFile,
  LabelFormat,
  LabelReading,
  LabelSchema,
  WriteContext,
} from '../format.js';
import { boxOf } from '../shared/shapes.js';

/** One picture's labels as a real file has them, or a data-set file with all of its pictures. */
export interface FormatSample {
  readonly name: string;
  /** The text file beside the picture. */
  readonly labels?: string;
  /** Further files of the picture (masks). */
  readonly masks?: readonly LabelFile[];
  /** Of formats whose labels lie in the data set's file. */
  readonly dataset?: string;
  readonly width: number;
  readonly height: number;
  readonly schema?: LabelSchema;
  /** Changes to the context that the sample needs (`vocOrigin`, `imageBytes`, …). */
  readonly context?: Partial<WriteContext>;
  /** bytes: comes back byte for byte. meaning: comes back as the same Annotations. */
  readonly keeps: 'bytes' | 'meaning';
  /** Problems expected, as `line: reason` or `reason`; matched as a part of that. */
  readonly problems?: readonly string[];
}

export interface FormatContract {
  readonly samples: readonly FormatSample[];
  /** Largest error in pixels that writing and reading may bring in a picture of 100×80. */
  readonly tolerance: number;
  /** False where the format holds label maps only. */
  readonly objects?: boolean;
}

const KEY = 'set/picture.one.jpg';
const NO_SCHEMA: LabelSchema = { classes: [] };
const encode = (text: string) => new TextEncoder().encode(text);

/** The promises that every label format keeps. */
export function describeFormatContract(format: LabelFormat, contract: FormatContract): void {
  describe(`${format.name} as a label format`, () => {
    describe('write(read(x)) is x', () => {
      it.each(contract.samples)('$name', (sample) => {
        checkRoundTrip(format, sample, contract.tolerance);
      });
    });

    it('is recognised by its content', () => {
      for (const file of contract.samples.flatMap((sample) => filesOf(format, sample)))
        expect(format.recognises(file.key, file.bytes), file.key).toBe(true);
    });

    it('keeps a picture without objects', () => {
      const empty = annotationsOf([]);
      expect(throughFiles(format, empty).annotations).toMatchObject({ width: 100, height: 80, objects: [] });
    });

    it.runIf(contract.objects !== false)('holds pixel-aligned edges: no half pixel is won or lost', () => {
      const written = annotationsOf([{ class: 'dog', box: [10, 20, 30, 40] }]);
      expectSameBoxes(throughFiles(format, written), written, contract.tolerance);
    });

    it.runIf(contract.objects !== false)(
      'carries classes and extents of objects that it did not read',
      () => {
        const written = annotationsOf(FOREIGN_OBJECTS);
        expectSameBoxes(throughFiles(format, written), written, contract.tolerance);
      },
    );

    it('fails by LabelError alone, whatever the bytes', () => {
      fc.assert(
        fc.property(damaged(contract.samples, format), ({ sample, files, dataset }) => {
          onlyLabelErrors(() => format.read(files, contextOf(sample)));
          const rules = format.dataset;
          if (dataset && rules) {
            onlyLabelErrors(() => {
              const { parts, schema } = rules.read('labels.json', dataset);
              parts?.forEach((part) => format.read(part, { ...contextOf(sample), schema }));
            });
          }
        }),
        { numRuns: 150 },
      );
    });
  });
}

/** As other formats make them: with what this one may never have heard of. */
const FOREIGN_OBJECTS: readonly AnnotatedObject[] = [
  {
    class: 'dog',
    box: [10.25, 20.5, 30.75, 40.125],
    extra: { elsewhere: { id: 7, attributes: { wet: true } } },
  },
  {
    class: 'cat',
    box: [50, 10, 90, 70],
    polygons: [
      {
        rings: [
          [
            [50, 10],
            [90, 40],
            [60, 70],
          ],
        ],
      },
    ],
  },
];

function annotationsOf(objects: readonly AnnotatedObject[]): Annotations {
  return { width: 100, height: 80, objects, labelMaps: [], tags: [] };
}

function contextOf(sample: Partial<FormatSample>): WriteContext {
  const { width = 100, height = 80, schema = NO_SCHEMA, context } = sample;
  const base: LabelContext = { image: KEY, width, height, channels: 3, schema, vocOrigin: 'auto' };
  return { ...base, fileName: 'picture.one.jpg', ...context };
}

function filesOf(format: LabelFormat, { labels, masks = [] }: FormatSample): readonly LabelFile[] {
  if (labels === undefined) return masks;
  const key = `set/picture.one${format.files.labels ?? '.txt'}`;
  return [{ role: 'labels', key, bytes: encode(labels) }, ...masks];
}

/** Writes objects in a picture of 100×80 and reads them again, through whichever files the format has. */
export function throughFiles(format: LabelFormat, annotations: Annotations): LabelReading {
  const context = contextOf({ schema: { classes: ['cat', 'dog'] } });
  if (Object.keys(format.files).length > 0) return format.read(format.write(annotations, context), context);
  const text = format.dataset!.write(context.schema, [{ image: KEY, annotations }], undefined);
  const { schema, parts } = format.dataset!.read('labels.json', encode(text));
  return format.read(parts![0]!, { ...context, schema });
}

function checkRoundTrip(format: LabelFormat, sample: FormatSample, tolerance: number): void {
  if (sample.dataset !== undefined) {
    checkDatasetRoundTrip(format, sample, sample.dataset, tolerance);
    return;
  }
  const context = contextOf(sample);
  const files = filesOf(format, sample);
  const reading = format.read(files, context);
  expectProblems(reading, sample.problems ?? []);
  const written = format.write(reading.annotations, context);
  if (sample.keeps === 'bytes') expect(bytesByRole(written)).toEqual(bytesByRole(files));
  expectClose(format.read(written, context).annotations, reading.annotations, tolerance);
}

function checkDatasetRoundTrip(
  format: LabelFormat,
  sample: FormatSample,
  text: string,
  tolerance: number,
): void {
  const dataset = format.dataset!;
  const readAll = (bytes: Uint8Array) => {
    const { schema, parts = [] } = dataset.read('labels.json', bytes);
    const context = { ...contextOf(sample), schema };
    return { schema, parts, readings: parts.map((part) => format.read(part, context)) };
  };
  const first = readAll(encode(text));
  expectProblems({ problems: first.readings.flatMap(({ problems }) => problems) }, sample.problems ?? []);
  const entries = first.parts.map(({ image }, index) => ({
    image,
    annotations: first.readings[index]!.annotations,
  }));
  const written = dataset.write(first.schema, entries, first.schema.extra);
  if (sample.keeps === 'bytes') expect(written).toBe(text);
  const second = readAll(encode(written));
  const annotationsIn = ({ readings }: typeof first) => readings.map(({ annotations }) => annotations);
  expectClose(annotationsIn(second), annotationsIn(first), tolerance);
  expect(second.schema.classes).toEqual(first.schema.classes);
}

function bytesByRole(files: readonly LabelFile[]) {
  const text = (bytes: Uint8Array) => [...bytes].map((byte) => String.fromCharCode(byte)).join('');
  return Object.fromEntries(files.map(({ role, bytes }) => [role, text(bytes)]));
}

function expectProblems({ problems }: Pick<LabelReading, 'problems'>, expected: readonly string[]): void {
  const found = problems.map(({ line, reason }) => (line === undefined ? reason : `${line}: ${reason}`));
  expect(found).toHaveLength(expected.length);
  expected.forEach((part, index) => {
    expect(found[index]).toContain(part);
  });
  for (const { file } of problems) expect(file).not.toBe('');
}

export function expectSameBoxes(
  { annotations, problems }: LabelReading,
  expected: Annotations,
  tolerance: number,
): void {
  expect(problems.filter(({ severity }) => severity === 'rejected')).toEqual([]);
  const shown = ({ objects }: Annotations) =>
    objects.map((object) => ({ class: object.class, box: boxOf(object) }));
  expectClose(shown(annotations), shown(expected), tolerance);
}

/** Deep equality with room for rounding in numbers. */
export function expectClose(actual: unknown, expected: unknown, tolerance: number, path = '$'): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    expect(Math.abs(actual - expected), `${path}: ${actual} for ${expected}`).toBeLessThanOrEqual(tolerance);
  } else if (ArrayBuffer.isView(expected) || typeof expected !== 'object' || expected === null) {
    expect(actual, path).toEqual(expected);
  } else {
    const [found, wanted] = [Object.entries(actual ?? {}), Object.entries(expected)];
    expect(found.map(([key]) => key).sort(), path).toEqual(wanted.map(([key]) => key).sort());
    const values = new Map<string, unknown>(found);
    for (const [key, value] of wanted) expectClose(values.get(key), value, tolerance, `${path}.${key}`);
  }
}

/** Samples cut off, with bytes exchanged, or replaced by noise. */
function damaged(samples: readonly FormatSample[], format: LabelFormat) {
  const noise = fc.uint8Array({ maxLength: 60 });
  return fc
    .tuple(
      fc.constantFrom(...samples),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(255),
      fc.nat(2),
      noise,
    )
    .map(([sample, where, byte, kind, random]) => {
      const damage = (bytes: Uint8Array) => {
        const at = Math.floor(where * Math.max(0, bytes.length - 1));
        if (kind === 0) return bytes.slice(0, at);
        return kind === 1 && bytes.length > 0 ? bytes.with(at, byte) : random;
      };
      const files = filesOf(format, sample).map((file) => ({ ...file, bytes: damage(file.bytes) }));
      return {
        sample,
        files,
        dataset: sample.dataset === undefined ? undefined : damage(encode(sample.dataset)),
      };
    });
}

function onlyLabelErrors(action: () => void): void {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(LabelError);
  }
}
