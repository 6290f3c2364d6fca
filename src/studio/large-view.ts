import { LeastRecent } from './least-recent.js';
import type { Losses } from './large-protocol.js';
import { sizeOf } from './pictures.js';
import type { HeldOutput, Picture, Pictures } from './pictures.js';

const MOST_HELD = 128 * 2 ** 20;

/** What the page shows of one variant that is large, made by the steps of `run`. */
export class LargeView {
  private readonly steps = new LeastRecent<HeldOutput>(MOST_HELD);

  constructor(private readonly pictures: Pictures) {}

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
    const made = this.steps.get(name) ?? (await this.pictures.upTo(held, steps));
    this.steps.set(name, made, sizeOf(made));
    return this.pictures.show(made, withLabels);
  }

  /** @returns undefined if the preview is not held any more @throws AugmentError as `picture` does */
  async losses(id: string): Promise<Losses | undefined> {
    const held = this.pictures.held(id);
    return held && this.pictures.losses(held);
  }
}
