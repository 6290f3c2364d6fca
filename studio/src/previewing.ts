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
  /** The last request whose answer is here to its end. */
  readonly answered?: PreviewRequest;
}

interface Current {
  readonly request: PreviewRequest;
  readonly abort: AbortController;
  hasShown: boolean;
}

/**
 * Previews of a Recipe while it changes. What is asked for begins at once, unless an earlier one is under way that has shown
 * nothing yet: so there is always something new to see, however fast a slider moves, and nothing is made that nobody waits for.
 */
export class Previewing {
  private shown: Previewed = {};
  /** The key of the image that is shown. */
  private key: string | undefined;
  private asked: PreviewRequest | undefined;
  private current: Current | undefined;
  private next: PreviewRequest | undefined;
  private mistake: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onChange: (shown: Previewed) => void) {}

  /** What was just asked for is not asked for again. @param request undefined: nothing is shown at the moment */
  ask(request: PreviewRequest | undefined): void {
    const isNew = !isSameRequest(request, this.asked);
    this.asked = request;
    if (!request || !isNew) return;
    clearTimeout(this.mistake);
    this.next = request;
    const { current } = this;
    if (!current) void this.follow();
    else if (current.hasShown || current.request.key !== request.key) current.abort.abort();
  }

  close(): void {
    clearTimeout(this.mistake);
    this.next = undefined;
    this.current?.abort.abort();
  }

  private async follow(): Promise<void> {
    for (let request = this.next; request; request = this.next) {
      this.next = undefined;
      const current = { request, abort: new AbortController(), hasShown: false };
      this.current = current;
      await this.make(current).catch((error: unknown) => {
        if (!this.isOutdated()) this.fail(messageOf(error), request);
      });
    }
    this.current = undefined;
  }

  private isOutdated(): boolean {
    return this.next !== undefined || this.current!.abort.signal.aborted;
  }

  private async make(current: Current): Promise<void> {
    const { request, abort } = current;
    const before = request.key === this.key ? (this.shown.value?.variants ?? []) : [];
    const made = new Map<number, readonly PreviewedVariant[]>();
    for await (const line of askForLines<PreviewLine>('/variants', request, abort.signal)) {
      if ('message' in line) throw new Error(line.message);
      if (!('number' in line)) {
        this.show({ value: { ...this.shown.value!, ...line }, answered: request });
        return;
      }
      const { number, variants: own, ...facts } = line;
      made.set(number, own);
      const variants = inOrder(made, before, Math.min(facts.perImage, request.most));
      this.key = request.key;
      current.hasShown = true;
      this.show({ value: { notes: [], milliseconds: 0, ...facts, variants } });
      if (this.isOutdated()) abort.abort();
    }
  }

  private fail(error: string, answered: PreviewRequest): void {
    this.mistake = setTimeout(() => {
      this.show({ ...this.shown, error, answered });
    }, TYPING_MS);
  }

  private show(shown: Previewed): void {
    this.shown = shown;
    this.onChange(shown);
  }
}

export function isSameRequest(a: PreviewRequest | undefined, b: PreviewRequest | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** By their numbers; each that is not made yet is as it was before. */
function inOrder(
  made: ReadonlyMap<number, readonly PreviewedVariant[]>,
  before: readonly PreviewedVariant[],
  most: number,
): PreviewedVariant[] {
  return Array.from({ length: most + 1 }, (_, number) => number).flatMap(
    (number) => made.get(number) ?? before.filter(({ variant }) => variant === number),
  );
}
