import type { Recipe } from '../core/recipe/schema.js';
import type { Failure } from '../dataset/source.js';
import type { ClassLoss, MovedClass, MovedObjects } from '../variants/moved-objects.js';

/** The key of these failures. */
export const EXCESS = 'labels.max_loss';

/** So much more than allowed is rounding. */
const SLACK = 1e-9;

/** The classes of which the variants lack a larger share than `labels.max_loss` allows, as failures. */
export function excessOf({ classes }: Pick<MovedObjects, 'classes'>, { labels }: Recipe): Failure[] {
  const exceeds = ({ objects, dropped }: MovedClass) => dropped > objects * (labels.max_loss + SLACK);
  return classes.filter(exceeds).map((one) => ({ key: EXCESS, reason: describe(one, labels) }));
}

function describe(
  { name, objects, dropped, losses }: MovedClass,
  { max_loss }: Pick<Recipe['labels'], 'max_loss'>,
): string {
  const steps = losses.filter((loss) => loss.dropped > 0).sort((a, b) => b.dropped - a.dropped);
  return (
    `the variants lack ${dropped} of ${objects} objects of class ${name} (${percent(dropped / objects)}), and ` +
    `${percent(max_loss)} are allowed; removed by ${steps.map(describeStep).join(', ')}`
  );
}

function describeStep({ step, dropped, variants }: ClassLoss): string {
  return `${step} ${dropped} (first in ${variants.join(', ')})`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10}%`;
}
