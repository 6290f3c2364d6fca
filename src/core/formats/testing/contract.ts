import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { labelKeyFor } from '../../../dataset/layout.js';
import { LabelError } from '../../errors.js';
import type { Annotations, AnnotatedObject } from '../../annotations/model.js';
import type {
  DatasetFormat,
  LabelContext,
  LabelFile,
  LabelFormat,
  LabelReading,
  LabelRole,
  LabelSchema,
  WriteContext,
} from '../format.js';
import { createFormats, isNamedDatasetFile, mayBeDatasetFile } from '../formats.js';
import { expectClose, expectProblems, expectSameBoxes } from './compare.js';
import { wholeFiles, wholeText } from './text.js';
import { FOREIGN_OBJECTS, FRAME, MAPS, POSE, STRIPES } from './objects.js';

/** One image's labels as a real file has them, or a data-set file with all of its images. */
export interface FormatSample {
  readonly name: string;
  /** The text file beside the image. */
  readonly labels?: string;
  /** Further files of the image (masks). */
  readonly masks?: readonly LabelFile[];
  /** For formats whose data-set file holds the labels. */
  readonly dataset?: string;
  /** Its key, if that matters. */
  readonly datasetKey?: string;
  readonly width: number;
  readonly height: number;
  readonly schema?: LabelSchema;
  /** Changes of the context that the sample needs (`options`, `imageBytes`, …). */
  readonly context?: Partial<WriteContext>;
  /** bytes: comes back byte for byte. meaning: comes back as the same Annotations. */
  readonly keeps: 'bytes' | 'meaning';
  /** Problems expected, as `line: reason` or `reason`; matched as a part of that. */
  readonly problems?: readonly string[];
}

export interface FormatContract {
  /** As real tools write them. */
  readonly samples?: readonly FormatSample[];
  /** Largest error in pixels that writing and reading may bring in an image of 100×80. */
  readonly tolerance: number;
}

interface Check {
  readonly title: string;
  readonly run: () => Promise<void> | void;
}

const KEY = 'set/image.one.jpg';
const NO_SCHEMA: LabelSchema = { classes: [] };
const CLASSES: LabelSchema = { classes: ['cat', 'dog'] };
const encode = (text: string) => new TextEncoder().encode(text);

/** The promises that every label format keeps. */
export function describeFormatContract(format: LabelFormat, contract: FormatContract): void {
  describe(`${format.name} as a label format`, () => {
    it.each(formatChecks(format, contract))('$title', async ({ run }) => {
      await run();
    });
  });
}

/** The same checks as a list, so that a test can expect some of them to fail. */
export function formatChecks(format: LabelFormat, { samples = [], tolerance }: FormatContract): Check[] {
  const { holds, files, dataset } = format;
  const when = (condition: boolean, title: string, run: Check['run']) => (condition ? [{ title, run }] : []);
  const writes = !format.readOnly;
  return [
    ...samples.map((sample) => ({
      title: `${writes ? 'write(read(x)) is x' : 'reads'}: ${sample.name}`,
      run: () => checkRoundTrip(format, sample, tolerance),
    })),
    ...when(samples.length > 0, 'recognises its files by their content', () => {
      for (const file of samples.flatMap((sample) => filesOf(format, sample)))
        expect(format.recognises(file.key, file.bytes), file.key).toBe(true);
    }),
    ...when(samples.length > 0, 'throws LabelError only, whatever the bytes', () => {
      checkDamage(format, samples);
    }),
    ...when(true, 'has options with defaults, whose names begin with its name', () => {
      z.object(format.options ?? {}).parse({});
      for (const name of Object.keys(format.options ?? {})) expect(name).toMatch(`${format.name}_`);
    }),
    ...when(writes, 'keeps an image without objects, or has nothing about it', async () => {
      const reading = await throughFiles(format, annotationsOf([]));
      expect(reading?.annotations ?? annotationsOf([])).toMatchObject({ ...FRAME, objects: [] });
      expect(files.labels === undefined || reading).toBeTruthy();
    }),
    ...when(
      writes && holds.boxes,
      'keeps pixel-aligned edges, without an error of half a pixel',
      async () => {
        const written = annotationsOf([{ class: 'dog', box: [10, 20, 30, 40] }]);
        expectSameBoxes(await throughFiles(format, written), written, tolerance);
      },
    ),
    ...when(writes && holds.boxes, 'writes classes and extents of objects that it did not read', async () => {
      const written = annotationsOf(FOREIGN_OBJECTS);
      expectSameBoxes(await throughFiles(format, written), written, tolerance);
    }),
    ...when(writes && holds.boxes, 'keeps a class without a name, or says that it has none', async () => {
      const schema = { classes: ['', 'dog'] };
      const objects = [{ class: '', box: [10, 20, 30, 40] as const }];
      const [read] = (await throughFiles(format, annotationsOf(objects), schema))?.annotations.objects ?? [];
      expect(read?.class === '').toBe(holds.unnamed !== false);
    }),
    ...when(writes && holds.keypoints !== false, 'writes keypoints', async () => {
      const schema = { ...CLASSES, keypoints: { count: 2, dimensions: 3 as const } };
      const [object] = (await throughFiles(format, annotationsOf([POSE]), schema))?.annotations.objects ?? [];
      expectClose(
        object?.keypoints?.map(({ name: _, ...point }) => point),
        POSE.keypoints,
        tolerance,
      );
    }),
    ...when(writes && !holds.boxes, 'writes objects that have an outline', async () => {
      const { annotations } = (await throughFiles(format, annotationsOf(FOREIGN_OBJECTS.slice(1)))) ?? {};
      expect(annotations?.labelMaps.map(({ data }) => data.some((value) => value > 0))).toContain(true);
    }),
    ...when(writes && holds.labelMaps, 'writes label maps', async () => {
      const { annotations } =
        (await throughFiles(format, { ...annotationsOf([]), labelMaps: [STRIPES] })) ?? {};
      expect(annotations?.labelMaps.map(({ kind, data }) => ({ kind, data }))).toEqual([
        { kind: STRIPES.kind, data: STRIPES.data },
      ]);
    }),
    ...when(true, 'has either files for each image, or a data-set file that holds the labels', () => {
      expect(Object.keys(files).length === 0).toBe(dataset?.holdsLabels ?? false);
    }),
    ...rolesOf(format).flatMap((role) =>
      when(true, `has a placement for the role ${role}, and recognises its file there`, () => {
        checkPlacement(format, role);
      }),
    ),
    ...(dataset && writes ? datasetChecks(format, dataset, tolerance) : []),
  ];
}

function datasetChecks(format: LabelFormat, dataset: DatasetFormat, tolerance: number): Check[] {
  const entry = { image: KEY, annotations: annotationsOf(FOREIGN_OBJECTS) };
  const reading = async () => {
    const [file] = await wholeFiles(dataset.create(CLASSES, [entry]));
    return { file: file!, reading: dataset.read(file!.key, encode(file!.text)) };
  };
  return [
    {
      title: 'creates a data-set file that it finds again',
      run: async () => {
        const { file } = await reading();
        const isFound =
          isNamedDatasetFile(format, file.key) ||
          (mayBeDatasetFile(format, file.key) && format.recognises(file.key, encode(file.text)));
        expect(isFound, file.key).toBe(true);
      },
    },
    {
      title: 'declares the classes in its data-set file',
      run: async () => {
        expect([...(await reading()).reading.schema.classes].sort()).toEqual(['cat', 'dog']);
      },
    },
    {
      title: 'writes the counterpart of a data-set file with the same content',
      run: async () => {
        const { file, reading: first } = await reading();
        const entries = (first.parts ?? []).map(({ image }) => ({ ...entry, image }));
        const text = await wholeText(dataset.write(first.schema, entries, first.schema.extra));
        const second = dataset.read(file.key, encode(text));
        expect(second.schema.classes).toEqual(first.schema.classes);
        expect(second.parts?.map(({ image }) => image)).toEqual(first.parts?.map(({ image }) => image));
        const context = contextOf({ schema: second.schema });
        for (const part of second.parts ?? [])
          expectSameBoxes(format.read(part, context), entry.annotations, tolerance);
      },
    },
  ];
}

function rolesOf({ files }: LabelFormat): LabelRole[] {
  return (['labels', 'semantic', 'instance'] as const).filter((role) => files[role] !== undefined);
}

/** In some layouts, masks are only in a separate folder. */
const LAYOUTS = ['images/a.jpg', 'JPEGImages/a.jpg', 'a.jpg'];

function checkPlacement(format: LabelFormat, role: LabelRole): void {
  const keys = LAYOUTS.flatMap(
    (image) => labelKeyFor(image, format.name, role, createFormats([format])) ?? [],
  );
  expect(keys).not.toEqual([]);
  if (format.readOnly) return;
  const annotations = {
    ...annotationsOf(FOREIGN_OBJECTS),
    labelMaps: MAPS.filter(() => format.holds.labelMaps),
  };
  const written = format
    .write(annotations, contextOf({ schema: CLASSES }))
    .filter((file) => file.role === role);
  expect(written).toHaveLength(1);
  expect(keys[0]!.endsWith(format.files[role]!)).toBe(true);
  expect(format.recognises(keys[0]!, written[0]!.bytes), keys[0]).toBe(true);
}

function checkDamage(format: LabelFormat, samples: readonly FormatSample[]): void {
  fc.assert(
    fc.property(damaged(samples, format), ({ sample, files, dataset }) => {
      onlyLabelErrors(() => format.read(files, contextOf(sample)));
      const rules = format.dataset;
      if (!dataset || !rules) return;
      onlyLabelErrors(() => {
        const { parts, schema } = rules.read(sample.datasetKey ?? 'labels.json', dataset);
        parts?.forEach((part) => format.read(part, { ...contextOf(sample), schema }));
      });
    }),
    { numRuns: 150 },
  );
}

function annotationsOf(objects: readonly AnnotatedObject[]): Annotations {
  return { ...FRAME, objects, labelMaps: [], tags: [] };
}

function contextOf(sample: Partial<FormatSample>): WriteContext {
  const { width = FRAME.width, height = FRAME.height, schema = NO_SCHEMA, context } = sample;
  const base: LabelContext = { image: KEY, width, height, channels: 3, schema };
  return { ...base, fileName: 'image.one.jpg', ...context };
}

function filesOf(format: LabelFormat, { labels, masks = [] }: FormatSample): readonly LabelFile[] {
  if (labels === undefined) return masks;
  const key = `set/image.one${format.files.labels ?? '.txt'}`;
  return [{ role: 'labels', key, bytes: encode(labels) }, ...masks];
}

/**
 * Writes the labels of an image of 100×80 and reads them again, through the files that the format uses.
 * @returns undefined if a data-set file has nothing about the image
 */
export async function throughFiles(
  format: LabelFormat,
  annotations: Annotations,
  schema = CLASSES,
): Promise<LabelReading | undefined> {
  const context = contextOf({ schema });
  const { dataset } = format;
  if (!dataset?.holdsLabels) return format.read(format.write(annotations, context), context);
  for (const { key, text } of await wholeFiles(dataset.create(schema, [{ image: KEY, annotations }]))) {
    const reading = dataset.read(key, encode(text));
    const part = reading.parts?.find(({ image }) => `/${KEY}`.endsWith(`/${image}`));
    if (part) return format.read(part, { ...context, schema: reading.schema });
  }
  return undefined;
}

async function checkRoundTrip(format: LabelFormat, sample: FormatSample, tolerance: number): Promise<void> {
  if (sample.dataset !== undefined) {
    await checkDatasetRoundTrip(format, sample, sample.dataset, tolerance);
    return;
  }
  const context = contextOf(sample);
  const files = filesOf(format, sample);
  const reading = format.read(files, context);
  expectProblems(reading, sample.problems ?? []);
  if (format.readOnly) return;
  const written = format.write(reading.annotations, context);
  if (sample.keeps === 'bytes') expect(bytesByRole(written)).toEqual(bytesByRole(files));
  expectClose(format.read(written, context).annotations, reading.annotations, tolerance);
}

async function checkDatasetRoundTrip(
  format: LabelFormat,
  sample: FormatSample,
  text: string,
  tolerance: number,
): Promise<void> {
  const dataset = format.dataset!;
  const readAll = (bytes: Uint8Array) => {
    const { schema, parts = [] } = dataset.read(sample.datasetKey ?? 'labels.json', bytes);
    const context = { ...contextOf(sample), schema };
    return { schema, parts, readings: parts.map((part) => format.read(part, context)) };
  };
  const first = readAll(encode(text));
  expectProblems({ problems: first.readings.flatMap(({ problems }) => problems) }, sample.problems ?? []);
  if (format.readOnly) return;
  const entries = first.parts.map(({ image, split }, index) => ({
    image,
    ...(split === undefined ? {} : { split }),
    annotations: first.readings[index]!.annotations,
  }));
  const written = await wholeText(dataset.write(first.schema, entries, first.schema.extra));
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

/** Samples that are cut off, have changed bytes, or are replaced by noise. */
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
