import { labelRules, runPlanOnLabels } from '../core/augment.js';
import { withoutDoubles } from '../core/annotations/merge.js';
import type { SampledOutput } from '../core/sampling/sample.js';
import { countObjectsByClass } from '../dataset/class-counts.js';
import { countMoved } from '../variants/moved-objects.js';
import type { MovedObjects } from '../variants/moved-objects.js';
import { openSource } from '../variants/open-source.js';
import type { OpenedSource } from '../variants/open-source.js';
import { outputCodec, outputKey } from '../variants/output-key.js';
import { planVariant } from '../variants/plan-variant.js';
import { readSource } from '../variants/read-source.js';
import { wantedVariants } from './augment-source.js';
import type { JobContext } from './augment-source.js';
import { findUnchanged } from './find-unchanged.js';
import type { RecordedSource } from './find-unchanged.js';

/**
 * What will happen to the objects of one Source in its variants: Plans need an image's header and its labels, and no
 * pixels. Objects that the written format cannot hold are not known yet.
 */
export async function foreseeSource(
  { recorded, ...source }: RecordedSource,
  context: JobContext,
): Promise<MovedObjects> {
  const { stores, recipe } = context;
  const held = recorded && (await findUnchanged(source, recorded, context));
  if (held) return held.outcome.objects;
  const schema = context.schemaOf(source);
  const bytes = await readSource(source, { schema }, stores.input);
  const opened = await openSource(source, bytes, { recipe, schema });
  return foreseeOpened(opened, context);
}

/** The same for a Source that is read already. */
export function foreseeOpened(opened: OpenedSource, context: JobContext): Promise<MovedObjects> {
  const { recipe, engineQueue } = context;
  const schema = context.schemaOf(opened.source);
  const labelled = countObjectsByClass(withoutDoubles(opened.annotations));
  const variants = wantedVariants(opened.source, recipe).filter((variant) => variant > 0);
  return engineQueue.exclusively(() =>
    Promise.resolve(
      countMoved(
        labelled,
        variants
          .flatMap((variant) => planVariant(variant, opened, { recipe, schema }))
          .map((output) => foreseeOutput(output, opened, context)),
      ),
    ),
  );
}

function foreseeOutput({ plan, ...output }: SampledOutput, opened: OpenedSource, context: JobContext) {
  const { recipe, engineQueue } = context;
  const { source, annotations } = opened;
  const schema = context.schemaOf(source);
  const withoutMaps = { ...annotations, labelMaps: [] };
  const { report } = runPlanOnLabels(plan, withoutMaps, labelRules(recipe, schema), engineQueue.engine);
  const key = outputKey(output, source.key, outputCodec(opened, recipe), recipe);
  return { ...output, image: { key, sha256: '', size: 0 }, report };
}
