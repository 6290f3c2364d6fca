import type { DeclaredSchema, LabelSchema } from '../core/formats/format.js';
import type { Formats } from '../core/formats/formats.js';
import { builtInFormats } from '../core/formats/index.js';
import { reopenDatasetFile } from '../dataset/dataset-files.js';
import type { FoundDatasetFile } from '../dataset/dataset-files.js';
import type { DatasetFacts } from '../dataset/find-source.js';
import { sha256 } from '../stores/sha256.js';
import { schemaOf } from '../dataset/source.js';
import type { DatasetFile, Source } from '../dataset/source.js';
import { splitFinder } from '../dataset/splits.js';
import { readDeclarations, readLayout } from './dataset-state.js';
import type { LayoutState } from './dataset-state.js';
import type { Stores } from '../stores/open.js';

/** The facts of the data set at one moment. */
export interface DatasetKnown {
  readonly layout: LayoutState;
  readonly facts: DatasetFacts;
  readonly declared?: DeclaredSchema;
  readonly schemaOf: (source: Source) => LabelSchema;
}

/** All facts but the layout. They are read again only when the layout names another hash of `dataset.json`. */
interface Loaded {
  readonly dataset: string;
  readonly files: readonly FoundDatasetFile[];
  readonly facts: Omit<DatasetFacts, 'layout'>;
  readonly declared?: DeclaredSchema;
}

/** Reads the facts of the data set from the state, and again only if they have changed. */
export class DatasetView {
  private loaded: Loaded | undefined;
  private loading: { readonly dataset: string; readonly done: Promise<Loaded | undefined> } | undefined;
  private asking: Promise<LayoutState> | undefined;
  private underWay: Promise<LayoutState> | undefined;

  constructor(
    private readonly stores: Pick<Stores, 'input' | 'state'>,
    private readonly formats: Formats = builtInFormats,
  ) {}

  /**
   * @param since `now`: the facts as of now or later; `lately`: the answer to a request that is already running is
   * enough
   * @returns undefined while the facts are out of date, because a data-set file has just changed
   */
  async current(since: 'now' | 'lately' = 'now'): Promise<DatasetKnown | undefined> {
    const layout = await ((since === 'lately' && this.underWay) || this.layout());
    const loaded = await this.load(layout);
    if (!loaded) return undefined;
    const files = loaded.files.map(({ file }) => file);
    return {
      layout,
      facts: { ...loaded.facts, layout },
      schemaOf: (source) => schemaOf(source, files),
      ...(loaded.declared && { declared: loaded.declared }),
    };
  }

  /** Simultaneous calls, as from the images of a batch, share one request, which begins after the last call. */
  layout(): Promise<LayoutState> {
    this.asking ??= Promise.resolve().then(() => {
      this.asking = undefined;
      const answer = readLayout(this.stores.state).finally(() => {
        if (this.underWay === answer) this.underWay = undefined;
      });
      this.underWay = answer;
      return answer;
    });
    return this.asking;
  }

  /** Concurrent calls share one loading, as the facts may be large. */
  private async load(layout: LayoutState): Promise<Loaded | undefined> {
    const { dataset } = layout;
    if (dataset === null)
      return { dataset: '', files: [], facts: { files: [], unread: [], undecided: [], splitOf: splitFinder([], []) } };
    if (this.loaded?.dataset === dataset) return this.loaded;
    if (this.loading?.dataset === dataset) return this.loading.done;
    const loading = { dataset, done: this.loadFrom(layout, dataset) };
    this.loading = loading;
    try {
      return await loading.done;
    } finally {
      if (this.loading === loading) this.loading = undefined;
    }
  }

  private async loadFrom(layout: LayoutState, dataset: string): Promise<Loaded | undefined> {
    const state = await readDeclarations(this.stores.state, layout);
    if (!state) return undefined;
    const files: FoundDatasetFile[] = [];
    for (const file of state.files) {
      const reopened = await this.reopen(file);
      if (!reopened) return undefined;
      files.push(reopened);
    }
    const { unread, undecided, lists } = state;
    const facts = { files, unread, undecided, splitOf: splitFinder(files, lists) };
    this.loaded = { dataset, files, facts, ...(state.declared && { declared: state.declared }) };
    return this.loaded;
  }

  /** @returns undefined if the file has changed since; the event of that change leads to new facts */
  private async reopen(file: DatasetFile): Promise<FoundDatasetFile | undefined> {
    if (!file.labels) return { file };
    const stored = await this.stores.input.read(file.key);
    return stored && sha256(stored.bytes) === file.labels.sha256
      ? reopenDatasetFile(file, stored.bytes, this.formats)
      : undefined;
  }
}
