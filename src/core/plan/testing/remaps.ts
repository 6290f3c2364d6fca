import fc from 'fast-check';
import { BORDERS, INTERPOLATIONS, type RemapField, type RemapOperation } from '../operations.js';
import type { Frame } from '../../geometry/types.js';

const EDGE = { border: 'constant', fill: [40, 120, 200], maskFill: 7 } as const;

export function remapOf(field: RemapField, rest: Partial<RemapOperation> = {}): RemapOperation {
  return { kind: 'remap', ...field, interpolation: 'linear', ...EDGE, ...rest } as RemapOperation;
}

/** A grid whose cells grow and shrink by up to a third. */
export function gridOf({ width, height }: Frame, factors: readonly number[]): RemapField {
  const axis = (side: number) => {
    const step = Math.floor(side / factors.length);
    const from = [2.5];
    for (const factor of [...factors, 1]) from.push(from.at(-1)! + step * factor);
    return { step, from };
  };
  return { form: 'grid', x: axis(width), y: axis(height) };
}

/** One remap of each form, in fields that do not fold. */
export function fieldsOn(frame: Frame): readonly RemapField[] {
  const { width, height } = frame;
  return [
    gridOf(frame, [1.3, 0.8, 1.1, 0.7]),
    { form: 'lens', unit: [width, height], k: [0.3, 0.2] },
    { form: 'lens', unit: [width / 2, width / 2], k: [-0.15, 0] },
  ];
}

/** Any border and interpolation. */
export function remaps(frame: Frame): fc.Arbitrary<RemapOperation> {
  return fc
    .tuple(
      fc.constantFrom(...fieldsOn(frame)),
      fc.constantFrom(...INTERPOLATIONS),
      fc.constantFrom(...BORDERS),
    )
    .map(([field, interpolation, border]) => remapOf(field, { interpolation, border }));
}
