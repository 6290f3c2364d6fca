import type { ImageList, ListedImage } from '../../src/studio/protocol.js';
import { ask, messageOf } from './api.js';

/** How many images one request lists. */
const PAGE = 250;
/** How often it is asked whether the input has been read. */
const LOOK_EVERY_MS = 500;
/** Pages that are held; those farthest from the view are forgotten. */
const MOST_PAGES = 40;

/** The images that a filter finds, of which only those around the view are held. */
export class Listing {
  private readonly pages = new Map<number, readonly ListedImage[]>();
  private readonly asked = new Set<number>();
  private readonly abort = new AbortController();
  private later: ReturnType<typeof setTimeout> | undefined;
  /** Undefined until the first page is there. */
  total: number | undefined;
  /** False while the server reads the input: there are only the first images. */
  isComplete = false;
  error: string | undefined;

  /**
   * @param filter what the server is asked for, as a query
   * @param onChange called once there is more
   */
  constructor(
    private readonly filter: string,
    private readonly onChange: (listing: Listing) => void,
  ) {}

  readonly at = (index: number): ListedImage | undefined =>
    this.pages.get(Math.floor(index / PAGE))?.[index % PAGE];

  /** Asks for the pages that have these images, unless they are there or on their way. */
  readonly want = (first: number, last: number): void => {
    const [from, to] = [first, last].map((index) => Math.floor(index / PAGE)) as [number, number];
    for (let page = from; page <= to; page++) {
      if (this.pages.has(page) || this.asked.has(page)) continue;
      this.asked.add(page);
      void this.load(page);
    }
    this.forget(from);
  };

  close(): void {
    clearTimeout(this.later);
    this.abort.abort();
  }

  private async load(page: number): Promise<void> {
    const { signal } = this.abort;
    const place = new URLSearchParams({ offset: String(page * PAGE), limit: String(PAGE) });
    try {
      const { total, images, isComplete } = await ask<ImageList>(`/images?${this.filter}&${place}`, {
        signal,
      });
      if (isComplete && !this.isComplete) this.pages.clear();
      this.pages.set(page, images);
      this.total = total;
      this.isComplete = isComplete;
      this.error = undefined;
      if (!isComplete && page === 0) this.later = setTimeout(() => void this.load(0), LOOK_EVERY_MS);
    } catch (error) {
      if (signal.aborted) return;
      this.error = messageOf(error);
    } finally {
      this.asked.delete(page);
    }
    this.onChange(this);
  }

  private forget(around: number): void {
    const farthest = [...this.pages.keys()].sort((a, b) => Math.abs(b - around) - Math.abs(a - around));
    for (const page of farthest.slice(0, Math.max(0, farthest.length - MOST_PAGES))) this.pages.delete(page);
  }
}
