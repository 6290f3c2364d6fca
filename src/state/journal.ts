import { put } from '../stores/store.js';
import type { OutputStores } from '../stores/open.js';
import type { Store } from '../stores/store.js';
import {
  encodeHeader,
  encodeStep,
  encodeUnfinished,
  follow,
  newJournalKey,
  readJournals,
} from './journal-file.js';
import type { Step, Unfinished } from './journal-file.js';
import type { Writer } from './journal-writer.js';
import type { OutputFile } from './output-files.js';

/** In bytes. A journal that has grown to this is begun anew, with what is unfinished alone. */
const LONGEST = 1024 * 1024;

/** A run, as its threads name it in their journals. */
export interface RunId {
  readonly run: string;
  readonly writer: Writer;
}

/** What a task notes, so that after a crash the next run knows whose files it finds, and which images were in work. */
export interface Journal {
  /** Outputs of a Source that an unfinished task may have left, whichever run it belongs to. */
  filesOf(sourceKey: string): Promise<readonly OutputFile[]>;
  /** The same as the journals are now: another run may have begun since they were read. */
  filesNow(sourceKey: string): Promise<readonly OutputFile[]>;
  /** True if a task has left this Source unfinished, whatever its Record holds. */
  isInterrupted(sourceKey: string): Promise<boolean>;
  /** Does what may end the whole process, such as decoding. */
  working<T>(sourceKey: string, work: () => Promise<T>): Promise<T>;
  /** Comes before the first output. @param files all that may be found from now on */
  writing(sourceKey: string, files: readonly OutputFile[]): Promise<void>;
  /** Comes after the Record. */
  done(sourceKey: string): Promise<void>;
}

/** For outputs whose Store signs: it shows by itself which files are ours. */
export const NO_JOURNAL: Journal = {
  filesOf: () => Promise.resolve([]),
  filesNow: () => Promise.resolve([]),
  isInterrupted: () => Promise.resolve(false),
  working: (_, work) => work(),
  writing: () => Promise.resolve(),
  done: () => Promise.resolve(),
};

/** The journal of one thread, for one run. Reading alone writes nothing. */
export function openJournal({ output, state }: OutputStores, id: RunId): Journal {
  return output.signs ? NO_JOURNAL : new StateJournal(state, id);
}

/**
 * One object of the state, to which lines are appended. A Store that cannot append holds what is unfinished as a whole
 * object, without the images in work, since writing it takes longer.
 */
class StateJournal implements Journal {
  private readonly own = new Map<string, Unfinished>();
  private others: Promise<Map<string, Unfinished>> | undefined;
  private key: string;
  private size = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly state: Store,
    private readonly id: RunId,
  ) {
    this.key = newJournalKey(id.run);
  }

  async filesOf(sourceKey: string): Promise<readonly OutputFile[]> {
    const others = await (this.others ??= this.readOthers());
    return [others, this.own].flatMap((sources) => sources.get(sourceKey)?.files ?? []);
  }

  filesNow(sourceKey: string): Promise<readonly OutputFile[]> {
    this.others = undefined;
    return this.filesOf(sourceKey);
  }

  async isInterrupted(sourceKey: string): Promise<boolean> {
    return (await this.filesOf(sourceKey)).length > 0;
  }

  async working<T>(sourceKey: string, work: () => Promise<T>): Promise<T> {
    await this.note({ step: 'work', source: sourceKey });
    try {
      return await work();
    } catch (error) {
      await this.note({ step: 'stop', source: sourceKey });
      throw error;
    }
  }

  writing(sourceKey: string, files: readonly OutputFile[]): Promise<void> {
    return this.note({ step: 'write', source: sourceKey, files });
  }

  async done(sourceKey: string): Promise<void> {
    (await this.others)?.delete(sourceKey);
    await this.note({ step: 'done', source: sourceKey });
  }

  private async note(step: Step): Promise<void> {
    const isDecisive = step.step === 'write';
    follow(this.own, step);
    if (!this.state.append) return this.writeWhole(isDecisive);
    if (this.size > LONGEST) await this.beginAnew();
    else
      await this.append((this.size === 0 ? encodeHeader(this.id.writer) : '') + encodeStep(step), isDecisive);
  }

  private async append(lines: string, durably: boolean): Promise<void> {
    const bytes = new TextEncoder().encode(lines);
    this.size += bytes.length;
    await this.state.append!(this.key, bytes, durably);
  }

  private async beginAnew(): Promise<void> {
    const old = this.key;
    this.key = newJournalKey(this.id.run);
    this.size = 0;
    await this.append(encodeHeader(this.id.writer) + encodeUnfinished(this.own), true);
    await this.state.remove(old);
  }

  /** One write after the other, so that none brings back what an earlier one held. */
  private writeWhole(isDecisive: boolean): Promise<void> {
    const writing = this.last.then(async () => {
      if (isDecisive) {
        const lines = encodeHeader(this.id.writer) + encodeUnfinished(this.own);
        this.size = lines.length;
        await put(this.state, this.key, new TextEncoder().encode(lines));
      } else if (this.size > 0 && this.own.size === 0) {
        await this.state.remove(this.key);
        this.size = 0;
      }
    });
    this.last = writing.catch(() => undefined);
    return writing;
  }

  private async readOthers(): Promise<Map<string, Unfinished>> {
    const others = new Map<string, Unfinished>();
    for (const { key, unfinished } of await readJournals(this.state)) {
      if (key === this.key) continue;
      for (const [source, { files, isInWork }] of unfinished)
        others.set(source, { files: [...(others.get(source)?.files ?? []), ...files], isInWork });
    }
    return others;
  }
}
