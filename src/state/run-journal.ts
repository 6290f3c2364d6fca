import { randomUUID } from 'node:crypto';
import type { OutputStores } from '../stores/open.js';
import type { Store } from '../stores/store.js';
import { encodeHeader, encodeUnfinished, readJournals } from './journal-file.js';
import type { JournalFile, Unfinished } from './journal-file.js';
import type { RunId } from './journal.js';
import { presenceOf, thisProcess } from './journal-writer.js';
import type { Presence, Writer } from './journal-writer.js';
import type { OutputFile } from './output-files.js';

/** An image of which another run has left outputs unfinished. */
export interface LeftSource {
  readonly source: string;
  readonly files: readonly OutputFile[];
}

/**
 * The journals of a whole run: what other runs have left when this one began, and the removal of what is settled when it
 * ends. Journals of living processes stay as they are.
 */
export class RunJournal {
  readonly id: RunId;
  private readonly left: readonly (JournalFile & { readonly presence: Presence })[];
  private readonly finished = new Set<string>();
  private readonly acquitted = new Set<string>();

  private constructor(
    private readonly stores: OutputStores,
    files: readonly JournalFile[],
    own: Writer,
  ) {
    this.id = { run: randomUUID(), writer: own };
    this.left = files.map((file) => ({
      ...file,
      presence: file.writer ? presenceOf(file.writer, file.time, own) : 'gone',
    }));
  }

  /** Reads what is there. @param own another one in tests of processes that end */
  static async open(stores: OutputStores, own = thisProcess()): Promise<RunJournal> {
    return new RunJournal(stores, stores.output.signs ? [] : await readJournals(stores.state), own);
  }

  get unfinished(): readonly LeftSource[] {
    return this.left.flatMap(({ unfinished }) =>
      [...unfinished]
        .filter(([, { files }]) => files.length > 0)
        .map(([source, { files }]) => ({ source, files })),
    );
  }

  /** Images that were in work when their process ended: one of them may have ended it. */
  get suspects(): ReadonlySet<string> {
    const left = this.left.filter(({ presence }) => presence !== 'alive');
    return new Set(
      left.flatMap(({ unfinished }) =>
        [...unfinished].filter(([, { isInWork }]) => isInWork).map(([source]) => source),
      ),
    );
  }

  /** The Record of the image, or its removal, leaves nothing unfinished. */
  finish(sourceKey: string): void {
    this.finished.add(sourceKey);
  }

  /** The image is no suspect any more. */
  acquit(sourceKey: string): void {
    this.acquitted.add(sourceKey);
  }

  /** Removes the journals of this run, and of those that are gone, except what is still unfinished in them. */
  async close(): Promise<void> {
    const { output, state } = this.stores;
    if (output.signs) return;
    const own = await readJournals(state, this.id.run);
    for (const file of [...this.left.filter(({ presence }) => presence === 'gone'), ...own])
      await this.settle(state, file);
  }

  private async settle(state: Store, { key, version, writer, unfinished }: JournalFile): Promise<void> {
    const sources = [...unfinished].map(([source, one]) => [source, this.restOf(source, one)] as const);
    const rest = new Map(sources.filter(([, { files, isInWork }]) => files.length > 0 || isInWork));
    const isAsItWas = sources.every(([source, one]) => one === unfinished.get(source));
    if (rest.size === 0) await state.remove(key, version);
    if (rest.size === 0 || (isAsItWas && !writer)) return;
    const lines = encodeHeader() + encodeUnfinished(rest);
    await state.replace(key, new TextEncoder().encode(lines), version);
  }

  private restOf(source: string, left: Unfinished): Unfinished {
    if (this.finished.has(source)) return { files: [], isInWork: false };
    return left.isInWork && this.acquitted.has(source) ? { ...left, isInWork: false } : left;
  }
}
