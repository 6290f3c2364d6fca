import type { RemapField, RemapOperation } from '../operations.js';
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

function meshOf({ width, height }: Frame): RemapField {
  const jitter = [3, -4, 1, 0, 2, -3, 4, -1, -2, 1, 3, -4];
  return {
    ...{ form: 'mesh', columns: 4, rows: 3 },
    dx: jitter.map((share) => (share * width) / 100),
    dy: jitter.map((_, i) => (jitter[11 - i]! * height) / 100),
  };
}

/** One remap of each form, in fields that do not fold. */
export function fieldsOn(frame: Frame): readonly RemapField[] {
  const { width, height } = frame;
  return [
    gridOf(frame, [1.3, 0.8, 1.1, 0.7]),
    { form: 'lens', unit: [width, height], k: [0.3, 0.2] },
    { form: 'lens', unit: [width / 2, width / 2], k: [-0.15, 0] },
    meshOf(frame),
    {
      form: 'spline',
      points: [0, 0.5, 1].flatMap((x) => [0, 0.5, 1].map((y) => [x, y] as const)),
      shifts: [0.03, -0.04, 0.02, 0.01, -0.03, 0.04, 0, 0.02, -0.01].map(
        (x, i) => [x, 0.01 * (i - 4)] as const,
      ),
    },
    { form: 'random', sigma: 9, std: 1.6, same: false, seed: [3, 4] },
    { form: 'random', sigma: 9, std: 1.6, stdY: 0.7, same: true, seed: [3, 4] },
  ];
}
