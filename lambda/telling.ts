/**
 * Tells of images that are being updated, so that the index and the files about the whole output follow.
 * @param keys may be none, where something changed that only a full reconciliation understands
 * @param isListed whether a full reconciliation asked for all of them
 */
export type Tell = (keys: readonly string[], isListed: boolean) => Promise<void>;

/** The queue delivers what it is told a minute later: what was told earlier than this is told again. */
const TOLD_IN_TIME_MS = 45_000;

/**
 * Tells of a batch's images while they are being updated, which takes no time of its own, and once more where the message
 * may have been delivered before the update had ended.
 */
export class Telling {
  private told: Promise<void>;
  private at = performance.now();

  constructor(
    private readonly keys: readonly string[],
    private readonly isListed: boolean,
    private readonly tell: Tell,
  ) {
    this.told = this.send();
    // An error is thrown when the result is awaited.
    this.told.catch(() => undefined);
  }

  /** Call it when updates have ended. @throws Error if the queue did not take the message */
  async complete(): Promise<void> {
    await this.told;
    if (performance.now() - this.at < TOLD_IN_TIME_MS) return;
    this.at = performance.now();
    this.told = this.send();
    await this.told;
  }

  private send(): Promise<void> {
    return this.tell(this.keys, this.isListed);
  }
}
