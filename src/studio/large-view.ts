import type { OpenedInput } from './opened.js';
import { LeastRecent } from './least-recent.js';
import { lossesOf } from './losses.js';
import type { Losses } from './large-protocol.js';
import type { HeldPicture, Picture, Pictures } from './pictures.js';

const MOST_HELD = 128 * 2 ** 20;

/** What the page shows of one variant that is large, made by the steps of `run`. */
export class LargeView {
  private readonly steps = new LeastRecent<HeldPicture>(MOST_HELD);

  constructor(
    private readonly pictures: Pictures,
    private readonly opened: OpenedInput,
  ) {}

  /**
   * A variant of an earlier preview as it is behind some of its steps.
   * @param steps how many; none: the image as it was read
   * @returns undefined if the preview is not held any more
   * @throws AugmentError if the image or its labels cannot be used any more
   */
  async picture(id: string, steps: number, withLabels: boolean): Promise<Picture | undefined> {
    const held = this.pictures.held(id);
    if (!held) return undefined;
    const name = `${id} ${steps}`;
    const made = this.steps.get(name) ?? (await this.inTurn(() => this.pictures.upTo(held, steps)));
    this.steps.set(name, made, made.file.length);
    return this.pictures.show(made, withLabels);
  }

  /** @returns undefined if the preview is not held any more @throws AugmentError as `picture` does */
  async losses(id: string): Promise<Losses | undefined> {
    const held = this.pictures.held(id);
    return held && this.inTurn(() => lossesOf(held, this.opened));
  }

  /** The page asks for all steps at once; of large images they would not fit into the memory together. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.opened.engineQueue.exclusively(work);
  }
}
