import type { Preview, PreviewedVariant, PreviewLine, PreviewRequest } from '../../src/studio/protocol.js';
import { askForLines, messageOf } from './api.js';

/** So long a mistake waits to be shown, since somebody may be typing. */
const TYPING_MS = 150;

/** What is shown of an image and a Recipe. */
export interface Previewed {
  /** Variants that were not made yet are as an earlier Recipe made them. Absent until there is a first one. */
  readonly value?: Preview;
  /** Why there is nothing newer. */
  readonly error?: string;
  /** Whether something newer is being made. */
  readonly isWaiting: boolean;
}

interface Current {
  readonly key: string;
  readonly abort: AbortController;
  hasShown: boolean;
}

/**
 * Previews of a Recipe while it changes. What is asked for begins at once, unless an earlier one is under way that has shown
 * nothing yet: so there is always something new to see, however fast a slider moves, and nothing is made that nobody waits for.
 */
export class Previewing {
  private shown: Previewed = { isWaiting: true };
  /** The key of the image that is shown. */
  private key: string | undefined;
  private current: Current | undefined;
  private next: PreviewRequest | undefined;
  private mistake: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onChange: (shown: Previewed) => void) {}

  ask(request: PreviewRequest): void {
    clearTimeout(this.mistake);
    this.next = request;
    this.show({ ...this.shown, isWaiting: true });
    const { current } = this;
    if (!current) void this.follow();
    else if (current.hasShown || current.key !== request.key) current.abort.abort();
  }

  close(): void {
    clearTimeout(this.mistake);
    this.next = undefined;
    this.current?.abort.abort();
  }

  private async follow(): Promise<void> {
    for (let request = this.next; request; request = this.next) {
      this.next = undefined;
      this.current = { key: request.key, abort: new AbortController(), hasShown: false };
      await this.make(request, this.current).catch((error: unknown) => {
        if (!this.isOutdated()) this.fail(messageOf(error));
      });
    }
    this.current = undefined;
  }

  private isOutdated(): boolean {
    return this.next !== undefined || this.current!.abort.signal.aborted;
  }

  private async make(request: PreviewRequest, current: Current): Promise<void> {
    const before = request.key === this.key ? (this.shown.value?.variants ?? []) : [];
    const made: PreviewedVariant[] = [];
    for await (const line of askForLines<PreviewLine>('/variants', request, current.abort.signal)) {
      if ('message' in line) throw new Error(line.message);
      if (!('number' in line)) {
        this.show({ value: { ...this.shown.value!, variants: made, ...line }, isWaiting: false });
        return;
      }
      const { number, perImage, seed, isCopied } = line;
      made.push(...line.variants);
      const old = before.filter(({ variant }) => variant > number && variant <= perImage);
      this.key = request.key;
      current.hasShown = true;
      this.show({
        value: { notes: [], milliseconds: 0, perImage, seed, isCopied, variants: [...made, ...old] },
        isWaiting: true,
      });
      if (this.isOutdated()) current.abort.abort();
    }
  }

  private fail(error: string): void {
    this.mistake = setTimeout(() => {
      this.show({ ...this.shown, error, isWaiting: false });
    }, TYPING_MS);
  }

  private show(shown: Previewed): void {
    this.shown = shown;
    this.onChange(shown);
  }
}
