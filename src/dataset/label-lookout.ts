import { nameOf, splitEnding } from '../core/keys.js';
import { isImageKey } from '../core/modules.js';
import type { Modules } from '../core/modules.js';
import { inBatches } from '../stores/in-batches.js';
import type { Listed, Store } from '../stores/store.js';
import { foreignLabels } from './foreign-labels.js';
import type { ForeignLabels } from './foreign-labels.js';
import { groupBy } from './group-by.js';
import { isListName } from './image-lists.js';
import { recognisable } from './recognisable.js';
import type { UnusedReason } from './unused.js';

/** Endings of files that hold data, and so perhaps labels. What a `.txt` holds, its text shows. */
const DATA = /\.(xml|json|jsonl|ndjson|csv|tsv|mat|npy|npz|pkl|parquet|manifest)$/i;
const TEXT = /\.txt$/i;

/** Names of files that are about a project, and never labels. */
const ABOUT = /^(readme|licen[cs]e|copying|changelog|requirements|package|tsconfig|citation)\b/i;

const MOST_READ = 100;
const READ_AT_ONCE = 8;
const BEGINNING = 4_000;

/** What the content of a file shows: labels of a known format, others that have a name, other data, or nothing. */
type Content = 'known' | 'data' | 'none' | ForeignLabels;

/** Finds files that look like labels among those that nothing uses. */
export class LabelLookout {
  /** As they are, and in small letters. */
  private readonly names: ReadonlySet<string>;

  /** @param images the keys of all images of the input */
  constructor(
    images: readonly string[],
    private readonly modules: Modules,
  ) {
    const names = images.flatMap((key) => [stemOf(key), nameOf(key)]);
    this.names = new Set(names.flatMap((name) => [name, name.toLowerCase()]));
  }

  /** Whether the name alone makes it possible that a file holds labels. */
  static maybe(key: string): boolean {
    return (DATA.test(key) || TEXT.test(key)) && !ABOUT.test(nameOf(key));
  }

  /**
   * Of many files, one for each folder and ending is read, and speaks for the others.
   * @returns the reason for each of these files that may be labels
   */
  async judge(files: readonly Listed[], store: Store): Promise<ReadonlyMap<string, UnusedReason>> {
    const candidates = files.filter(({ key }) => LabelLookout.maybe(key));
    const groups = groupBy(candidates, ({ key }) => groupOf(key));
    const firsts = [...groups.values()].map((group) => group[0]!);
    const samples = (candidates.length > MOST_READ ? firsts : candidates).slice(0, MOST_READ);
    const contents = new Map<string, Content>();
    const read = async (file: Listed) => [file.key, await this.contentOf(file, store)] as const;
    for await (const [key, content] of inBatches(samples, READ_AT_ONCE, read)) {
      contents.set(key, content);
      if (!contents.has(groupOf(key))) contents.set(groupOf(key), content);
    }
    return new Map(
      candidates.map(({ key }) => [
        key,
        this.reasonFor(key, contents.get(key) ?? contents.get(groupOf(key)) ?? 'data'),
      ]),
    );
  }

  private reasonFor(key: string, content: Content): UnusedReason {
    if (isListName(key, this.modules.formats)) return 'no image';
    const stem = stemOf(key);
    const hasImage = this.names.has(stem.toLowerCase());
    if (content !== 'known' && content !== 'data' && content !== 'none') return content;
    if (content === 'known' && hasImage) return this.names.has(stem) ? 'not sought here' : 'other capitals';
    if (content === 'known') return 'no image';
    return hasImage || content === 'data' ? 'unknown format' : 'other';
  }

  private async contentOf(file: Listed, store: Store): Promise<Content> {
    const { key } = file;
    const { bytes } = (await recognisable(file, store)) ?? { bytes: new Uint8Array() };
    if (this.modules.formats.recognise(key, bytes)) return 'known';
    const foreign = foreignLabels(key, bytes);
    if (foreign) return foreign;
    return DATA.test(key) || this.isAboutImages(bytes) ? 'data' : 'none';
  }

  /** Whether a text names images, or begins with a row of numbers as annotations have them. */
  private isAboutImages(bytes: Uint8Array): boolean {
    const text = new TextDecoder().decode(bytes.subarray(0, BEGINNING));
    const words = text.split(/[\s,;"'|]+/);
    const isTable = words.slice(0, 60).filter((word) => /^-?\d+(\.\d+)?$/.test(word)).length >= 4;
    return isTable || words.some((word) => isImageKey(word, this.modules));
  }
}

/** The name without its endings: tools write `a.txt` and `a.jpg.txt` for `a.jpg`. */
function stemOf(key: string): string {
  return nameOf(splitEnding(key).stem);
}

function groupOf(key: string): string {
  const { stem, ending } = splitEnding(key);
  return `${stem.slice(0, stem.lastIndexOf('/') + 1)}*${ending.toLowerCase()}`;
}
