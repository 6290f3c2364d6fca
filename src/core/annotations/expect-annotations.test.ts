import { describe, expect, it } from 'vitest';
import { LabelError } from '../errors.js';
import { expectAnnotations } from './expect-annotations.js';
import type { Annotations } from './model.js';

const MASK = { width: 4, height: 2, data: new Uint8Array(8) };
const VALID = {
  width: 4,
  height: 2,
  objects: [{ class: 'cat', box: [0, 0, 1, 1], bitmap: MASK }, { class: 'dog' }],
  labelMaps: [{ kind: 'semantic', name: 'map', ...MASK }],
  tags: ['day'],
} as const satisfies Annotations;

describe('Annotations of a caller', () => {
  it('pass where they are whole', () => {
    expect(() => {
      expectAnnotations(VALID);
    }).not.toThrow();
  });

  it.each<[string, object]>([
    ['labelMaps: expected a list', { labelMaps: undefined }],
    ['objects: expected a list', { objects: {} }],
    ['width: it is missing, or not what the type Annotations says', { width: '4' }],
    ['tags: it is missing', { tags: [3] }],
    ['objects.1: it is missing', { objects: [{ class: 'cat' }, null] }],
    ['objects.0: it is missing', { objects: ['cat'] }],
    ['objects.1.box: it is missing', { objects: [{ class: 'cat' }, { class: 'dog', box: [1, 2, 3] }] }],
    [
      'objects.1.bitmap.data: expected 8 values for 4×2 pixels, found 7',
      { objects: [{ class: 'cat' }, { class: 'dog', bitmap: { ...MASK, data: new Uint8Array(7) } }] },
    ],
    [
      'labelMaps.0.data: expected 8 values for 4×2 pixels, found none',
      { labelMaps: [{ ...VALID.labelMaps[0], data: undefined }] },
    ],
  ])('are refused with what is wrong: %s', (message, wrong) => {
    const check = () => {
      expectAnnotations({ ...VALID, ...wrong });
    };
    expect(check).toThrow(LabelError);
    expect(check).toThrow(`annotations: ${message}`);
  });
});
