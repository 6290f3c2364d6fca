import { codecsOf } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import { isIntactPng } from '../codecs/png/png-chunks.js';
import { AugmentError } from '../core/errors.js';
import { readRecord, sameIdentity } from '../state/record.js';
import { sha256 } from '../stores/sha256.js';
import type { RecordedVariant } from '../state/record.js';
import { rejectedLabels } from '../dataset/rejected-labels.js';
import type { RejectedLabel } from '../dataset/rejected-labels.js';
import type { Source } from '../dataset/source.js';
import { identify } from './augment-source.js';
import type { JobContext } from './augment-source.js';
import { decodeUpright } from '../variants/decode-upright.js';
import { makeVariants } from '../variants/make-variants.js';
import { readSource, schemasOf } from '../variants/read-source.js';

/** How an output differs from what its Source and Record give. */
export interface Finding {
  readonly key: string;
  readonly kind: 'missing' | 'different' | 'other encoder' | 'stray' | 'outdated';
  readonly detail: string;
}

export interface Verified {
  readonly findings: readonly Finding[];
  /** Labels of the Source that its outputs lack, because they cannot be used. */
  readonly rejected: readonly RejectedLabel[];
}

/** Makes every variant of a Source again, by the Plans of its Record, and compares it with the output. */
export async function verifySource(source: Source, context: JobContext): Promise<Verified> {
  const { stores, recipe, digest, engineQueue, declared } = context;
  const schema = context.schemaOf(source);
  const record = (await readRecord(stores.state, source.key))?.record;
  if (!record) return unmade({ key: source.key, kind: 'missing', detail: 'it was never augmented' });

  const bytes = await readSource(source, schemasOf(source, { schema, declared }, recipe), stores.input);
  if (!sameIdentity(record, identify(source, bytes, digest))) {
    return unmade({
      key: source.key,
      kind: 'outdated',
      detail: 'the image, its labels or the Recipe changed since; run again',
    });
  }
  const planned = record.variants.flatMap(
    ({ image: _i, labels: _l, annotations: _a, report: _r, plan, ...id }) => (plan ? [{ ...id, plan }] : []),
  );
  const wanted = [...new Set(record.variants.map(({ variant }) => variant))];
  const made = await engineQueue.exclusively(() =>
    makeVariants(source, bytes, wanted, {
      recipe,
      schema,
      engineQueue,
      planned,
      input: stores.pool ?? stores.input,
      // The hashes are enough.
      take: () => Promise.resolve(),
      ...(declared && { declared }),
    }),
  );
  const findings: Finding[] = [];
  for (const [i, recorded] of record.variants.entries()) {
    const again = made.variants[i]!.recorded;
    for (const finding of await compareImage(recorded, again, context)) findings.push(finding);
    for (const finding of await compareLabels(recorded, again, context)) findings.push(finding);
  }
  return { findings, rejected: rejectedLabels(made.problems) };
}

function unmade(finding: Finding): Verified {
  return { findings: [finding], rejected: [] };
}

async function compareImage(
  recorded: RecordedVariant,
  again: RecordedVariant,
  context: JobContext,
): Promise<Finding[]> {
  const { key } = recorded.image;
  const stored = await context.stores.output.read(key);
  if (!stored) return [{ key, kind: 'missing', detail: 'augment run wrote it, and it is gone' }];
  if (recorded.image.pixels !== again.image.pixels) {
    return [
      {
        key,
        kind: 'different',
        detail: 'it was written with other pixels than its image and its steps give',
      },
    ];
  }
  const found = sha256(stored.bytes);
  if (found === again.image.sha256) return [];
  if (found === recorded.image.sha256) {
    return [
      { key, kind: 'other encoder', detail: 'the same pixels, encoded by another version of the encoder' },
    ];
  }
  const same = await hasPixels(stored.bytes, key, recorded.image.pixels, context);
  return [
    same
      ? { key, kind: 'other encoder', detail: 'the same pixels, but it was encoded again since it was made' }
      : { key, kind: 'different', detail: 'the image was changed since it was made' },
  ];
}

/**
 * Recognises a lossless file that was only compressed again. A damaged file never counts, even if it can be decoded.
 */
async function hasPixels(
  bytes: Uint8Array,
  key: string,
  expected: string,
  { recipe, engineQueue }: JobContext,
) {
  return engineQueue.exclusively(async () => {
    try {
      const info = await inspect(
        bytes,
        { name: key, limits: recipe.limits, ...recipe.decode, exif: 'stored' },
        codecsOf(recipe),
      );
      if (info.codec.name !== 'png' || !isIntactPng(bytes)) return false;
      const decoded = await decodeUpright(bytes, info, recipe.decode, engineQueue.engine);
      const { engine } = engineQueue;
      return engine.consume(decoded, (surface) => engine.hash(surface)) === expected;
    } catch (error) {
      if (error instanceof AugmentError) return false;
      throw error;
    }
  });
}

async function compareLabels(
  recorded: RecordedVariant,
  again: RecordedVariant,
  { stores }: JobContext,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const expected = new Map(again.labels.map(({ key, sha256: hash }) => [key, hash]));
  for (const { key } of recorded.labels) {
    const stored = await stores.output.read(key);
    if (!stored) findings.push({ key, kind: 'missing', detail: 'augment run wrote it, and it is gone' });
    else if (sha256(stored.bytes) !== expected.get(key)) {
      findings.push({
        key,
        kind: 'different',
        detail: 'the labels are not those that its Source and Plan give',
      });
    }
  }
  return findings;
}
