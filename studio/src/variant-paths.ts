import type { PreviewedVariant } from '../../src/studio/protocol.js';

const formOf = (withLabels: boolean) => `form=${withLabels ? 'labelled' : 'plain'}`;

/** Where the picture of a variant is. */
export function pathOf({ id }: PreviewedVariant, withLabels: boolean): string {
  return `/pictures/${id}?${formOf(withLabels)}`;
}

/** Where the picture of a variant behind some of its steps is; behind the last one, it is the variant itself. */
export function pathBehind(variant: PreviewedVariant, steps: number, withLabels: boolean): string {
  if (steps === variant.steps.length) return pathOf(variant, withLabels);
  return `/variants/${variant.id}/steps/${steps}?${formOf(withLabels)}`;
}

/** What became of the objects, in words. */
export function describeObjects({ kept, clipped, dropped, mixedIn }: PreviewedVariant): string {
  const parts = [`${kept} ${kept === 1 ? 'object' : 'objects'}`];
  if (clipped > 0) parts.push(`${clipped} in part`);
  if (dropped > 0) parts.push(`${dropped} dropped`);
  if (mixedIn > 0) parts.push(`${mixedIn} mixed in`);
  return parts.join(', ');
}
