import type { Refusal } from '../../src/studio/protocol.js';
import type { ThumbnailLine, ThumbnailsRequest } from '../../src/studio/thumbnail-protocol.js';
import { askForLines, messageOf } from './api.js';

/** In one request. */
const MOST_AT_ONCE = 16;
/** Requests under way: one is answered while the server makes pictures for the next. */
const MOST_REQUESTS = 3;

/** A picture as a data URL, or why there is none. */
export type Thumbnail = { readonly picture: string } | { readonly message: string };

interface Wanted {
  readonly image: ThumbnailsRequest['images'][number];
  readonly isInView: () => boolean;
  readonly take: (thumbnail: Thumbnail) => void;
  request?: Request;
}

interface Request {
  readonly abort: AbortController;
  readonly open: Set<Wanted>;
}

/**
 * Asks for thumbnails, many with one request: those in view first, then those that were wanted first, which are the next to
 * come into view. What has left the page is not asked for, and a request of which nothing is wanted any more is cancelled.
 */
export class Thumbnails {
  private waiting: Wanted[] = [];
  private requests = 0;
  private isGathering = false;

  /** @param side of the square that they fit, in pixels */
  constructor(private readonly side: number) {}

  /** @returns to be called once it is not wanted any more */
  want(image: Wanted['image'], isInView: Wanted['isInView'], take: Wanted['take']): () => void {
    const wanted: Wanted = { image, isInView, take };
    this.waiting.push(wanted);
    this.gather();
    return () => {
      this.waiting = this.waiting.filter((one) => one !== wanted);
      wanted.request?.open.delete(wanted);
      if (wanted.request?.open.size === 0) wanted.request.abort.abort();
    };
  }

  /** Those of all cells that come to the page at once are asked for together. */
  private gather(): void {
    if (this.isGathering) return;
    this.isGathering = true;
    queueMicrotask(() => {
      this.isGathering = false;
      while (this.requests < MOST_REQUESTS && this.waiting.length > 0) void this.ask(this.takeNext());
    });
  }

  private takeNext(): readonly Wanted[] {
    const inView = this.waiting.filter((one) => one.isInView());
    const next = (inView.length > 0 ? inView : this.waiting).slice(0, MOST_AT_ONCE);
    const taken = new Set(next);
    this.waiting = this.waiting.filter((one) => !taken.has(one));
    return next;
  }

  private async ask(wanted: readonly Wanted[]): Promise<void> {
    const request: Request = { abort: new AbortController(), open: new Set(wanted) };
    for (const one of wanted) one.request = request;
    const body: ThumbnailsRequest = { side: this.side, images: wanted.map(({ image }) => image) };
    this.requests += 1;
    try {
      const lines = askForLines<ThumbnailLine | Refusal>('/thumbnails', body, request.abort.signal);
      for await (const line of lines) {
        if (!('index' in line)) throw new Error(line.message);
        this.give(request, wanted[line.index]!, line);
      }
    } catch (error) {
      const message = messageOf(error);
      for (const one of request.open) this.give(request, one, { message });
    }
    this.requests -= 1;
    this.gather();
  }

  private give({ open }: Request, wanted: Wanted, thumbnail: Thumbnail): void {
    if (open.delete(wanted)) wanted.take(thumbnail);
  }
}
