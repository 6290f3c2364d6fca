/** A key that is pressed within this time after the one before, in the same field, belongs to it, as for what is typed as text. */
const PAUSE_MS = 500;

/** What a user does, as far as it decides what is undone together. */
export interface UserAct {
  readonly kind: 'pointerdown' | 'keydown' | 'click';
  /** Whether it comes of a key that is held down. */
  readonly isRepeated: boolean;
  /** The field with the focus if it takes numbers or text, which come by several keys. */
  readonly field: EventTarget | undefined;
  /** In milliseconds. */
  readonly time: number;
}

/** Tells which changes are undone at once: those of one press of the mouse, of a held key, and of keys without a pause in one field. */
export class Gesture {
  private isNew = true;
  private field: EventTarget | undefined;
  private time = -Infinity;

  act({ kind, isRepeated, field, time }: UserAct): void {
    const isTyping = kind === 'keydown' && field !== undefined && field === this.field;
    const goesOn = isRepeated || (isTyping && time - this.time < PAUSE_MS);
    if (!goesOn) this.isNew = true;
    this.field = kind === 'keydown' ? field : undefined;
    this.time = time;
  }

  /** Whether the change that comes now is the first one of the gesture. */
  begins(): boolean {
    const { isNew } = this;
    this.isNew = false;
    return isNew;
  }
}
