interface Mark {
  /** In milliseconds. */
  readonly at: number;
  readonly done: number;
}

const MARK_EVERY_MS = 500;
/** Images that need nothing are done at once: an older past says little about those to come. */
const WINDOW_MS = 20_000;
/** Of less, one image more or less would change everything. */
const LEAST_MS = 1000;

/** How fast work goes, by what was done lately. */
export class Pace {
  private marks: Mark[] = [];

  /** @param at a time in milliseconds */
  note(done: number, at: number): void {
    const last = this.marks.at(-1);
    // Another part of the work counts anew.
    if (last && done < last.done) this.forget();
    if (last && done >= last.done && at - last.at < MARK_EVERY_MS) return;
    this.marks.push({ at, done });
    const from = this.marks.findLastIndex((mark) => at - mark.at >= WINDOW_MS);
    if (from > 0) this.marks.splice(0, from);
  }

  /** What was before a pause says nothing. */
  forget(): void {
    this.marks = [];
  }

  /** In a second; undefined if it is not known. @param at a time in milliseconds */
  rate(done: number, at: number): number | undefined {
    const [first] = this.marks;
    if (!first || at - first.at < LEAST_MS || done <= first.done) return undefined;
    return ((done - first.done) * 1000) / (at - first.at);
  }
}
