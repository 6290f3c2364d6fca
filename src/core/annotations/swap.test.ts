import { describe, expect, it } from 'vitest';
import type { Keypoint } from './model.js';
import {
  knowsPairs,
  mirroredClass,
  namesOfOtherSides,
  swapKeypoints,
  swapNames,
  type Swapping,
} from './swap.js';

const NOTHING: Swapping = { names: new Map() };
/** A list of the data set: its places are declared. */
const LISTED: Swapping = { names: new Map(), listed: true };

function pointsNamed(...names: (string | undefined)[]): Keypoint[] {
  return names.map((name, x) => ({ x, y: 0, visibility: 2, ...(name !== undefined && { name }) }));
}

function places(keypoints: readonly Keypoint[]): number[] {
  return keypoints.map(({ x }) => x);
}

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
    ['LEFT-EYE', 'RIGHT-EYE'],
    ['left eye', 'right eye'],
    ['LEye', 'REye'],
    ['lEye', 'rEye'],
    ['eyeL', 'eyeR'],
    ['eye.L', 'eye.R'],
    ['lefteye', 'righteye'],
    ['earleft', 'earright'],
    ['EARLEFT', 'EARRIGHT'],
  ])('takes %s and %s for partners', (left, right) => {
    const keypoints = [left, 'nose', right].map((name, x) => ({ x, y: 0, visibility: 2 as const, name }));
    const swapped = swapKeypoints(keypoints, { names: new Map() });
    expect(swapped.map(({ name, x }) => [name, x])).toEqual([[left, 2], ['nose', 1], [right, 0]]); // prettier-ignore
  });

  it.each([
    ['cleft', 'cright'],
    ['leftover', 'right'],
    ['tail', 'tair'],
    ['all', 'arl'],
    ['bright', 'bleft'],
    ['lake', 'rake'],
  ])('does not take %s and %s for partners', (one, other) => {
    const keypoints = pointsNamed(one, other);
    expect(swapKeypoints(keypoints, LISTED)).toEqual(keypoints);
  });

  it.each([
    ['equal names', ['tip', 'tip', 'tip']],
    ['empty names', ['', '', '']],
    ['no names', [undefined, undefined, undefined]],
    ['a side that occurs twice', ['left', 'left', 'right']],
    ['a side without the other one', ['left_eye', 'nose', 'right_ear']],
  ])('leaves every point at its place with %s', (_, names) => {
    const keypoints = pointsNamed(...names);
    expect(swapKeypoints(keypoints, LISTED)).toEqual(keypoints);
    expect(places(swapKeypoints(keypoints, NOTHING))).toEqual([0, 1, 2]);
  });

  it('takes no name that occurs twice, or is empty, for one of labels.swap', () => {
    const twice = { names: swapNames({ a: 'b' }), partners: [1, 0, 2] };
    expect(places(swapKeypoints(pointsNamed('a', 'a', 'b'), twice))).toEqual([1, 0, 2]);
    const empty = { names: swapNames({ '': 'a' }), listed: true };
    expect(places(swapKeypoints(pointsNamed('', 'a'), empty))).toEqual([0, 1]);
  });

  it('exchanges pairs among other points of one name', () => {
    const keypoints = pointsNamed('tip', 'left', 'tip', 'right', '', '');
    expect(places(swapKeypoints(keypoints, LISTED))).toEqual([0, 3, 2, 1, 4, 5]);
  });

  it('moves the visibility with the point', () => {
    const [left, right] = pointsNamed('left', 'right') as [Keypoint, Keypoint];
    const swapped = swapKeypoints([left, { ...right, x: 0, visibility: 0 }], LISTED);
    expect(swapped.map(({ visibility }) => visibility)).toEqual([0, 2]);
  });

  it.each([
    ['partners that are not mutual', { names: new Map(), partners: [1, 2, 0] }, [0, 1, 2]],
    [
      'a pair of labels.swap that another pair breaks',
      { names: swapNames({ a: 'b' }), partners: [2, 1, 0] },
      [1, 0, 2],
    ],
  ] as const)('never doubles a point by %s', (_, swapping, expected) => {
    expect(places(swapKeypoints(pointsNamed('a', 'b', 'c'), swapping))).toEqual(expected);
  });

  it('names a keypoint by its other side where its list is not declared and has no partner', () => {
    const names = (swapping: Swapping) =>
      swapKeypoints(pointsNamed('left_eye', 'nose'), swapping).map(({ name }) => name);
    expect(names(NOTHING)).toEqual(['right_eye', 'nose']);
    expect(names(LISTED)).toEqual(['left_eye', 'nose']);
  });
});

describe('mirroredClass', () => {
  const [lone] = pointsNamed(undefined);
  it.each([
    ['a point that belongs to no other shape', { class: 'left_eye', keypoints: [lone!] }, 'right_eye'],
    ['a box', { class: 'left_eye', box: [0, 0, 1, 1] as const }, 'left_eye'],
    ['a point without a side', { class: 'nose', keypoints: [lone!] }, 'nose'],
  ])('of %s', (_, object, expected) => {
    expect(mirroredClass(object, NOTHING)).toBe(expected);
  });

  it.each<[string, object]>([
    ['an oriented box', { orientedBox: [[0, 0], [1, 0], [1, 1], [0, 1]] }],
    ['polygons', { polygons: [] }],
    ['lines', { lines: [] }],
    ['a bitmap', { bitmap: { width: 1, height: 1, data: Uint8Array.of(1) } }],
    ['a second point', { keypoints: pointsNamed(undefined, undefined) }],
    ['a point with a name of its own', { keypoints: pointsNamed('pupil') }],
    ['no point', { keypoints: undefined }],
  ])('of %s stays, as does the list of names', (_, shapes) => {
    const object = { class: 'left_eye', keypoints: [lone!], ...shapes };
    expect(mirroredClass(object, NOTHING)).toBe('left_eye');
    expect(namesOfOtherSides({ objects: [object] })).toEqual([]);
  }); // prettier-ignore

  it('adds the other sides of lone points to the names', () => {
    const objects = ['left_eye', 'nose', 'tail.R'].map((name) => ({ class: name, keypoints: [lone!] }));
    expect(namesOfOtherSides({ objects })).toEqual(['right_eye', 'tail.L']);
  });

  it('is what labels.swap says', () => {
    const swapping = { names: swapNames({ left_eye: 'blind_eye' }) };
    expect(mirroredClass({ class: 'left_eye', keypoints: [lone!] }, swapping)).toBe('blind_eye');
  });
});

describe('knowsPairs', () => {
  it.each([
    ['sides in the names', ['left', 'right'], NOTHING, true],
    ['a side of one name', ['left_eye', 'nose'], NOTHING, true],
    ['joined sides in pairs', ['lefteye', 'righteye'], NOTHING, true],
    ['joined sides beside others', ['nose', 'lefteye', 'righteye'], NOTHING, true],
    [
      'partners, even if each is its own',
      [undefined, undefined],
      { names: new Map(), partners: [0, 1] },
      true,
    ],
    ['labels.swap', ['nose', 'tail'], { names: swapNames({ nose: 'nose' }) }, true],
    ['one keypoint alone', [undefined], NOTHING, true],
    ['names without sides', ['nose', 'tail'], NOTHING, false],
    ['no names', [undefined, undefined], LISTED, false],
    ['partners of another number', [undefined, undefined], { names: new Map(), partners: [0] }, false],
  ] as const)('by %s', (_, names, swapping, expected) => {
    expect(knowsPairs(pointsNamed(...names), swapping)).toBe(expected);
  });
});
