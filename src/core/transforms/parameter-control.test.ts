import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { builtInTransforms } from './catalogue.js';
import { describeParameters } from './describe.js';

const controlsOf = (name: string) =>
  Object.fromEntries(
    describeParameters(builtInTransforms.get(name)!).map((parameter) => [parameter.name, parameter.control]),
  );

describe('the control of a parameter', () => {
  it('says what the schema accepts', () => {
    expect(controlsOf('Affine')).toMatchObject({
      scale: { kind: 'range', beside: 'same' },
      translate_px: { kind: 'range', beside: 'same', whole: true, canBeNull: true },
      shear: { kind: 'range', minimum: -89, maximum: 89 },
      border_mode: { kind: 'choice', choices: ['constant', 'replicate', 'reflect', 'wrap', 'reflect_101'] },
      fill: { kind: 'colour' },
      fill_mask: { kind: 'number', minimum: 0, maximum: 65_535, whole: true },
      fit_output: { kind: 'switch' },
      p: { kind: 'number', minimum: 0, maximum: 1 },
    });
    expect(controlsOf('RandomGamma')).toMatchObject({ gamma_limit: { kind: 'range' } });
    expect(controlsOf('RandomBrightnessContrast')['brightness_limit']).toEqual({
      ...{ kind: 'range', beside: 'opposite' },
    });
    expect(controlsOf('MotionBlur')['blur_limit']).toMatchObject({ kind: 'range', beside: 3, whole: true });
    expect(controlsOf('CoarseDropout')).toMatchObject({
      fill: { kind: 'colour' },
      hole_height_range: { kind: 'range' },
    });
  });

  it('knows a size from a range', () => {
    const side = { minimum: 1, whole: true };
    expect(controlsOf('RandomResizedCrop')).toMatchObject({
      size: { kind: 'numbers', each: [side, side] },
      ratio: { kind: 'range', minimum: 0 },
      scale: { kind: 'range', minimum: 0, maximum: 1 },
    });
  });

  it.each(builtInTransforms.entries)('$name: shows its own defaults', (entry) => {
    for (const { name, control, default: value } of describeParameters(entry)) {
      const shown = value === undefined ? undefined : (JSON.parse(value) as unknown);
      if (control.kind === 'switch') expect(typeof shown, name).toBe('boolean');
      if (shown === null) expect(control.canBeNull, name).toBe(true);
      else if (control.kind === 'choice') expect(control.choices, name).toContain(shown);
    }
  });

  it('gives few parameters as text only', () => {
    const all = builtInTransforms.entries.flatMap(describeParameters);
    const written = all.filter(({ control }) => control.kind === 'text').map(({ name }) => name);
    expect(written.length / all.length).toBeLessThan(0.03);
  });

  it('leaves the JSON Schema of a Recipe as it is', () => {
    const { schema } = builtInTransforms.get('Affine')!;
    expect(JSON.stringify(z.toJSONSchema(schema, { io: 'input' }))).not.toContain('"form"');
  });
});
