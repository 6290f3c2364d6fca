import { describe, expect, it } from 'vitest';
import type { LabelReport } from '../core/annotations/model.js';
import { countMoved, describeCopies, sumObjects } from './moved-objects.js';

const labelled = [
  { name: 'cat', objects: 2 },
  { name: 'sky', objects: 0 },
];

function output(variant: number, report: Partial<LabelReport>) {
  const counts = { kept: 0, clipped: 0, dropped: 0, reasons: {}, datasetWarnings: [] };
  const image = { key: `a_jpg.v${variant}.jpg`, sha256: '', size: 0 };
  return { variant, image, report: { ...counts, ...report } };
}

const loss = (step: string, clipped: number, dropped: number, reason = 'outside') => ({
  ...{ class: 'cat', step, clipped, dropped },
  ...(dropped > 0 && { reasons: { [reason]: dropped } }),
});

describe('the objects of the variants', () => {
  it('are counted by class and step, with the first variants that lack one', () => {
    const outputs = [
      output(0, { kept: 2 }),
      output(1, { kept: 1, dropped: 1, reasons: { outside: 1 }, losses: [loss('Crop', 0, 1)] }),
      output(2, { kept: 1, clipped: 1, dropped: 1, losses: [loss('Affine', 1, 0), loss('Crop', 0, 1)] }),
    ];
    expect(countMoved(labelled, outputs)).toMatchObject({
      ...{ kept: 2, clipped: 1, dropped: 2, reasons: { outside: 2 }, mixedIn: 0 },
      copied: { kept: 2, clipped: 0, dropped: 0, reasons: {} },
      classes: [
        {
          name: 'cat',
          objects: 4,
          clipped: 1,
          dropped: 2,
          losses: [
            { step: 'Affine', clipped: 1, dropped: 0, variants: [] },
            { step: 'Crop', clipped: 0, dropped: 2, variants: ['a_jpg.v1.jpg', 'a_jpg.v2.jpg'] },
          ],
        },
      ],
    });
  });

  it('say how many of them a step only covered in part', () => {
    const outputs = [1, 2].map((variant) =>
      output(variant, { clipped: 2, kept: 2, losses: [{ ...loss('CopyPaste', 2, 0), covered: variant }] }),
    );
    const [cat] = countMoved(labelled, outputs).classes;
    expect(cat!.losses).toEqual([{ step: 'CopyPaste', clipped: 4, covered: 3, dropped: 0, variants: [] }]);
  });

  it('do not count what lies outside of its image', () => {
    const counted = countMoved(labelled, [output(1, { kept: 1, dropped: 1, losses: [loss('', 0, 1)] })]);
    expect(counted).toMatchObject({ kept: 1, dropped: 0, reasons: {} });
    expect(counted.classes).toEqual([{ name: 'cat', objects: 1, clipped: 0, dropped: 0, losses: [] }]);
  });

  it('do not count what another tile shows, or accounts for', () => {
    const crop = { ...loss('Crop', 0, 1), beforeTiles: true } as const;
    const reasons = { outside: 3, min_area: 1 };
    const affine = loss('Affine', 0, 1, 'min_area');
    const tile = (number: number) => ({
      ...output(1, { kept: 1, dropped: 4, reasons, losses: [loss('', 0, 2), crop, affine] }),
      tile: number,
    });
    const { dropped, reasons: left } = countMoved(labelled, [tile(1), tile(2)]);
    expect(dropped).toBe(3);
    expect(left).toEqual({ min_area: 2, outside: 1 });
  });

  it('are apart from what mixes bring, and from what originals and copies lack', () => {
    const written = loss('labels.write', 0, 1, 'no box');
    const outputs = [
      output(0, { kept: 1, dropped: 1, reasons: { 'no box': 1 }, losses: [written] }),
      output(1, { kept: 2, mixedIn: 3 }),
    ];
    expect(countMoved(labelled, outputs)).toMatchObject({
      ...{ kept: 2, dropped: 0, reasons: {}, mixedIn: 3 },
      copied: { kept: 1, dropped: 1, reasons: { 'no box': 1 } },
    });
  });

  it('add up over images, with three variants by name', () => {
    const one = (variant: number) =>
      countMoved(labelled, [output(variant, { losses: [loss('Crop', 0, 1)] })]);
    const [sum] = sumObjects([1, 2, 3, 4].map(one)).classes;
    expect(sum).toMatchObject({ objects: 8, dropped: 4 });
    expect(sum!.losses[0]!.variants).toHaveLength(3);
  });

  it('are told once to be seen again at borders', () => {
    const copies = (step: string) => [{ step, border: 'reflect' }];
    const shown = [
      output(1, { copies: copies('Pad') }),
      output(2, { copies: copies('Affine') }),
      output(3, {}),
    ];
    const { copies: sum } = countMoved(labelled, shown);
    expect(sum).toEqual({ variants: 2, by: ['Affine: border reflect', 'Pad: border reflect'] });
    expect(describeCopies(sum)).toEqual([expect.stringMatching(/^2 variants show .*\(Affine/)]);
    expect(describeCopies(countMoved(labelled, [output(3, {})]).copies)).toEqual([]);
  });
});
