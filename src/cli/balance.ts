import type { Balance, BalancedClass } from '../dataset/balance.js';
import { count } from './say.js';

const CLASSES_NAMED = 6;

/** What `balance` of the Recipe comes to, and the classes that it cannot raise enough. */
export function describeBalance({ classes, images }: Balance): string[] {
  if (classes.length === 0)
    return [
      'balance: it changes nothing, because no label has a class that can be counted; folders of classes are balanced with `by: folders`',
    ];
  const rarest = [...classes].sort((a, b) => a.before - b.before).slice(0, CLASSES_NAMED);
  const more = classes.length - rarest.length;
  const parts = [...rarest.map(describeClass), ...(more > 0 ? [`${more} more`] : [])];
  const short = classes.filter(({ after, target }) => after < target);
  return [
    `balance: more variants of ${count(images, 'image')}; objects as labelled, once for each variant and original: ${parts.join(', ')}`,
    ...(short.length > 0
      ? [
          `balance: not enough images of ${short.slice(0, CLASSES_NAMED).map(describeShort).join(', ')}` +
            `${short.length > CLASSES_NAMED ? ', …' : ''}; those that help have as many variants as balance.most allows, ` +
            'and with `ratio`, images with too much of the most frequent class do not help: `to` raises both',
        ]
      : []),
  ];
}

function describeClass({ name, before, after }: BalancedClass): string {
  return before === after ? `${name} ${before}` : `${name} ${before} → ${after}`;
}

function describeShort({ name, after, target }: BalancedClass): string {
  return `${name} (${after} of ${target})`;
}
