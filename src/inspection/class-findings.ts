import type { ReportedClass } from './report.js';
import type { FindingKind } from './kinds.js';

interface ClassFinding {
  readonly kind: FindingKind & ('class not in train' | 'class not in split');
  readonly detail: string;
}

/** Classes that one split has and another lacks. A data set without train has nothing to compare with. */
export function compareSplits(classes: readonly ReportedClass[], splits: readonly string[]): ClassFinding[] {
  if (!splits.includes('train')) return [];
  const others = splits.filter((split) => split !== 'train' && split !== '');
  return classes.flatMap((one) => (one.splits['train'] ? lackedBy(one, others) : notInTrain(one, others)));
}

function notInTrain({ name, splits }: ReportedClass, others: readonly string[]): ClassFinding[] {
  const having = others.filter((split) => splits[split]);
  if (having.length === 0) return [];
  const places = having.map((split) => `${countOf(splits[split]!)} in ${split}`).join(', ');
  return [{ kind: 'class not in train', detail: `class ${name}: ${places}, none in train` }];
}

function lackedBy({ name, splits }: ReportedClass, others: readonly string[]): ClassFinding[] {
  return others
    .filter((split) => !splits[split])
    .map((split) => ({
      kind: 'class not in split',
      detail: `class ${name}: ${countOf(splits['train']!)} in train, none in ${split}`,
    }));
}

/** A class of a whole image has no objects. */
function countOf({ objects, images }: ReportedClass['splits'][string]): string {
  if (objects === 1) return '1 object';
  return objects > 0 ? `${objects} objects` : `${images} ${images === 1 ? 'image' : 'images'}`;
}
