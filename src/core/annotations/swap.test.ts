import { describe, expect, it } from 'vitest';
import { swapKeypoints, swapNames } from './swap.js';

describe('swapNames', () => {
  it('lists both directions', () => {
    expect([...swapNames({ a: 'b' })]).toEqual([['a', 'b'], ['b', 'a']]); // prettier-ignore
  });
});

describe('swapKeypoints', () => {
  it.each([
    ['left_eye', 'right_eye'],
    ['hand-left', 'hand-right'],
    ['Left Ear', 'Right Ear'],
    ['LeftKnee', 'RightKnee'],
    ['kneeLeft', 'kneeRight'],
    ['leftKnee', 'rightKnee'],
    ['L_HIP', 'R_HIP'],
    ['hip.l', 'hip.r'],
    ['l_1', 'r_1'],
    ['LEFT_HIP', 'RIGHT_HIP'],
  ])('takes %s and %s for partners', (left, right) => {
    const keypoints = [left, 'nose', right].map((name, x) => ({ x, y: 0, visibility: 2 as const, name }));
    const swapped = swapKeypoints(keypoints, { names: new Map() });
    expect(swapped.map(({ name, x }) => [name, x])).toEqual([[left, 2], ['nose', 1], [right, 0]]); // prettier-ignore
  });

  it.each([
    ['cleft', 'cright'],
    ['leftover', 'rightover'],
    ['left_eye', 'right_ear'],
    ['tail', 'tair'],
  ])('does not take %s and %s for partners', (one, other) => {
    const keypoints = [one, other].map((name, x) => ({ x, y: 0, visibility: 2 as const, name }));
    expect(swapKeypoints(keypoints, { names: new Map() })).toEqual(keypoints);
  });
});
