import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { builtInTransforms } from './catalogue.js';
import { describeParameters } from './describe.js';
import { parameterType } from './parameter-type.js';
import { colour, fixedRange, range } from './parameters.js';

it.each(builtInTransforms.entries)('$name: has a meaning and a type for each parameter', (entry) => {
  expect(entry.summary).toMatch(/^[A-Z].*\.$/u);
  for (const { name, type, meaning } of describeParameters(entry)) {
    expect(meaning, name).toMatch(/^[A-Z`].*\.$/u);
    expect(type, name).not.toContain('anything');
  }
});

describe('parameterType', () => {
  const typeOf = (schema: z.ZodType) => parameterType(z.toJSONSchema(schema, { io: 'input' }));

  it.each([
    [range({ min: 0, max: 1 }), '[number 0 to 1, number 0 to 1]'],
    [fixedRange({ whole: true }), 'whole number or [whole number, whole number]'],
    [colour, 'number 0 to 255 or [number 0 to 255] or [number 0 to 255, number 0 to 255, number 0 to 255]'],
    [z.number().gt(0).max(1), 'number > 0 and ≤ 1'],
    [z.int().min(1).nullable(), 'whole number ≥ 1 or `null`'],
    [z.array(z.int().min(-2)), 'list of whole number ≥ −2'],
    [z.enum(['a', 'b']), '`a` or `b`'],
    [z.strictObject({ x: z.number(), y: z.number() }), '{x, y}'],
  ])('%#: %s', (schema, expected) => {
    expect(typeOf(schema)).toBe(expected);
  });
});
