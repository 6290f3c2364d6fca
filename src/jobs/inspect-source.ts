import { codecsOf } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import type { ImageInfo } from '../codecs/inspect.js';
import { withoutDoubles } from '../core/annotations/merge.js';
import { compile } from '../core/engine/compile.js';
import { withEightBits } from '../core/engine/raster.js';
import { AugmentError, formatPosition, ImageError, LabelError } from '../core/errors.js';
import { describeObjects } from '../core/inspection/objects.js';
import { HASHED_SIDE, perceptualHash } from '../core/inspection/perceptual-hash.js';
import { countObjectsByClass } from '../dataset/class-counts.js';
import { rejectedLabels } from '../dataset/rejected-labels.js';
import type { Source } from '../dataset/source.js';
import type { InspectedLabels, InspectedSource } from '../inspection/inspected-source.js';
import { decodeUpright } from '../variants/decode-upright.js';
import { openSource } from '../variants/open-source.js';
import type { OpenedSource } from '../variants/open-source.js';
import { outsideProblems } from '../variants/outside-objects.js';
import { peakOf, requireMemory } from '../variants/peak.js';
import { readSource } from '../variants/read-source.js';
import { wantedVariants } from './augment-source.js';
import type { JobContext } from './augment-source.js';
import { foreseeOpened } from './foresee-source.js';

/** Reads one Source once, decodes its image and its labels, and says what it finds. Nothing that is wrong with it is an error. */
export async function inspectSource(source: Source, context: JobContext): Promise<InspectedSource> {
  const { stores, recipe } = context;
  const schema = context.schemaOf(source);
  const bytes = await readSource(source, { schema }, stores.input);
  const image = await bytes.image();
  const { limits, decode } = recipe;
  const content = bytes.imageSha256;
  const info = await orReason(ImageError, () =>
    inspect(image, { name: source.key, limits, ...decode }, codecsOf(recipe)),
  );
  if ('reason' in info) return { content, damage: info.reason };
  const hash = await orReason(ImageError, () => hashImage(image, info.value, context));
  const opened = await orReason(LabelError, () => openSource(source, bytes, { recipe, schema }));
  return {
    content,
    image: { ...info.value.frame, format: info.value.codec.name },
    ...('reason' in hash ? { damage: hash.reason } : hash.value && { hash: hash.value }),
    ...('reason' in opened ? { unreadable: opened.reason } : await describeOpened(opened.value, context)),
  };
}

async function describeOpened(opened: OpenedSource, context: JobContext): Promise<Partial<InspectedSource>> {
  if (!opened.source.labels) return {};
  const labels = describeLabels(opened);
  const { recipe } = context;
  if (
    opened.source.role === 'copy' ||
    recipe.variants === 0 ||
    wantedVariants(opened.source, recipe).length === 0
  )
    return { labels };
  const effects = await orReason(AugmentError, () => foreseeOpened(opened, context));
  return { labels, ...('reason' in effects ? { refusal: effects.reason } : { effects: effects.value }) };
}

function describeLabels({ annotations, problems }: OpenedSource): InspectedLabels {
  const objects = describeObjects(annotations);
  // Objects outside are a finding of their own.
  const outside = objects.some(({ fault }) => fault === 'outside') ? outsideProblems(annotations, '') : [];
  const told = new Set(outside.map(({ reason }) => reason));
  return {
    objects,
    classes: countObjectsByClass(withoutDoubles(annotations)),
    rejected: rejectedLabels(problems),
    doubts: problems
      .filter(({ severity, reason }) => severity === 'warning' && !told.has(reason))
      .map((problem) => `${formatPosition(problem)}: ${problem.reason}`),
  };
}

/** Decodes the whole image, so that damage is found, and hashes what it shows. */
function hashImage(
  bytes: Uint8Array,
  info: ImageInfo,
  { recipe, engineQueue }: JobContext,
): Promise<Uint32Array | undefined> {
  const needed = peakOf({ info, size: bytes.length, plans: [], format: 'png' });
  requireMemory(info, needed, engineQueue.memory.total);
  const shrink = { kind: 'resample', width: HASHED_SIDE, height: HASHED_SIDE, filter: 'area' } as const;
  return engineQueue.exclusively(() =>
    engineQueue.memory.within(needed, async () => {
      const { engine } = engineQueue;
      const surface = await decodeUpright(bytes, info, { ...recipe.decode, damaged: 'refuse' }, engine);
      return engine.consume(surface, () => {
        const small = engine.run(compile([shrink], info.frame), surface);
        return engine.consume(small, () => perceptualHash(withEightBits(small)));
      });
    }),
  );
}

type OrReason<T> = { readonly value: T } | { readonly reason: string };

/** What users can correct is a finding. @throws all other errors */
async function orReason<T>(
  expected: { [Symbol.hasInstance](value: unknown): boolean },
  work: () => Promise<T>,
): Promise<OrReason<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof (expected as unknown as typeof Error)) return { reason: error.message };
    throw error;
  }
}
