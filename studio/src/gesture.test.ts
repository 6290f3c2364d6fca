import { describe, expect, it } from 'vitest';
import { Gesture } from './gesture.js';
import type { UserAct } from './gesture.js';

const field = new EventTarget();
const key = (time: number, more: Partial<UserAct> = {}): UserAct => ({
  ...{ kind: 'keydown', isRepeated: false, field, time },
  ...more,
});
/** Of acts with a change after each: which of the changes begin something to undo. */
const beginnings = (...acts: readonly UserAct[]) => {
  const gesture = new Gesture();
  return acts.map((act) => {
    gesture.act(act);
    return gesture.begins();
  });
};

describe('what is undone at once', () => {
  it('are keys in one field until there is a pause', () => {
    expect(beginnings(key(0), key(100), key(550), key(1100), key(1200))).toEqual([
      ...[true, false, false, true, false],
    ]);
  });

  it('is a key that is held down, wherever the focus is', () => {
    const held = { field: undefined, isRepeated: true };
    expect(beginnings(key(0, { field: undefined }), key(900, held), key(1800, held))).toEqual([
      ...[true, false, false],
    ]);
  });

  it('are no keys in different fields, nor presses of buttons', () => {
    expect(beginnings(key(0), key(10, { field: new EventTarget() }), key(20))).toEqual([true, true, true]);
    expect(beginnings(key(0, { field: undefined }), key(10, { field: undefined }))).toEqual([true, true]);
    const press = { kind: 'pointerdown', field: undefined } as const;
    expect(beginnings(key(0), key(10, press), key(20), key(30, press))).toEqual([true, true, true, true]);
  });

  it('is all that comes of one press', () => {
    const gesture = new Gesture();
    gesture.act(key(0, { kind: 'pointerdown', field: undefined }));
    expect([gesture.begins(), gesture.begins(), gesture.begins()]).toEqual([true, false, false]);
  });
});
