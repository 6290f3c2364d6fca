import { describe, expect, it } from 'vitest';
import { inOrderOf, unionOfNames } from './keypoint-order.js';

const point = (x: number, name?: string) => ({
  ...{ x, y: 0, visibility: 2 as const },
  ...(name !== undefined && { name }),
});

describe('inOrderOf', () => {
  it('finds keypoints by name, and several of one name by their order', () => {
    const found = inOrderOf(
      ['tip', 'stem', 'tip', 'root'],
      [point(1, 'stem'), point(2, 'tip'), point(3, 'tip')],
    );
    expect(found.map((keypoint) => keypoint?.x)).toEqual([2, 1, 3, undefined]);
    expect(inOrderOf(['root', 'tip'], [point(2, 'tip')])).toEqual([undefined, point(2, 'tip')]);
  });

  it.each([
    ['a keypoint', ['a', 'b'], [point(1, 'b'), point(2)]],
    ['the list', [], [point(1, 'b'), point(2, 'a')]],
    ['nothing', undefined, [point(1, 'b'), point(2, 'a')]],
  ])('goes by places where %s has no names', (_, names, keypoints) => {
    expect(inOrderOf(names, keypoints)).toEqual(keypoints);
  });
});

describe('unionOfNames', () => {
  it('has each name as often as one object has it', () => {
    expect(unionOfNames([['tip', 'tip'], ['stem', 'tip'], ['tip', 'tip', 'tip']])).toEqual(['tip', 'tip', 'stem', 'tip']); // prettier-ignore
  });
});
