import { annotationsAfter } from '../core/annotations/move.js';
import type { AnnotatedObject, LabelReport } from '../core/annotations/model.js';
import { labelRules, lostObjects } from '../core/augment.js';
import { bitmapBounds, boundingBox, boxCorners } from '../core/geometry/shapes.js';
import type { Box, Point } from '../core/geometry/types.js';
import type { Engine } from '../core/engine/run.js';
import { planOperations, preprocessSteps } from '../core/plan/plan.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { SampledOutput } from '../core/sampling/sample.js';
import type { Store } from '../stores/store.js';
import { openSource } from '../variants/open-source.js';
import { readSource } from '../variants/read-source.js';
import type { Losses, LostObject } from './large-protocol.js';
import type { FoundImage } from './opened.js';

/** In the report: the written format cannot hold them. */
const UNWRITTEN = 'labels.write';

export interface LossesRequest extends FoundImage {
  /** Absent if the image is copied. */
  readonly sampled?: SampledOutput;
  readonly report: LabelReport;
}

/**
 * The objects of an image that a variant lacks or shows in part, each with the step that did it and its place in the image
 * before.
 * @throws AugmentError if the image or its labels cannot be used any more
 */
export async function lossesOf(
  { source, schema, declared, sampled, report }: LossesRequest,
  recipe: Recipe,
  { input, engine }: { readonly input: Store; readonly engine: Engine },
): Promise<Losses> {
  const bytes = await readSource(source, { schema, declared }, input);
  const { annotations } = await openSource(source, bytes, { recipe, schema });
  if (!sampled?.plan)
    return { width: annotations.width, height: annotations.height, objects: unwritten(report) };
  const { plan } = sampled;
  const before = planOperations({ ...plan, steps: plan.steps.slice(0, preprocessSteps(plan)) });
  const placed = (objects: readonly AnnotatedObject[]) =>
    annotationsAfter({ ...annotations, objects, labelMaps: [] }, before);
  const { width, height } = placed([]);
  const lost = lostObjects(plan, annotations, labelRules(recipe, schema), engine);
  const objects = lost.map(({ object, ...loss }) => ({
    ...{ class: object.class, ...loss },
    outlines: placed([object]).objects.flatMap(outlinesOf),
  }));
  return { width, height, objects: [...objects, ...unwritten(report)] };
}

/** Of these the report counts classes alone. */
function unwritten({ losses = [] }: LabelReport): LostObject[] {
  return losses
    .filter(({ step }) => step === UNWRITTEN)
    .flatMap(({ class: name, step, dropped }) =>
      Array.from({ length: dropped }, () => ({ class: name, isDropped: true, step, outlines: [] })),
    );
}

/** The most precise shape of an object. */
function outlinesOf({
  polygons,
  orientedBox,
  box,
  bitmap,
  lines = [],
  keypoints = [],
}: AnnotatedObject): (readonly Point[])[] {
  if (polygons) return polygons.flatMap(({ rings }) => rings);
  if (orientedBox) return [orientedBox];
  const around = box ?? (bitmap && bitmapBounds(bitmap));
  if (around) return [boxCorners(around)];
  const seen = keypoints.filter(({ visibility }) => visibility > 0);
  const points: Box | undefined = boundingBox(seen.map(({ x, y }): Point => [x, y]));
  return [...lines, ...(points ? [boxCorners(points)] : [])];
}
