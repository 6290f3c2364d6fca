import type { Formats } from '../core/formats/formats.js';
import { compareKeys, folderOf, splitEnding } from '../core/keys.js';
import type { Store } from '../stores/store.js';
import { foreignLabels } from './foreign-labels.js';

/**
 * Tells the formats of label files by their content. Files of one folder and ending have one format: that of the first
 * that has content and is recognised. So a large data set is understood without reading every label file, and a single
 * upload is understood as the last listing understood its neighbours.
 */
export class LabelContent {
  private readonly known: Map<string, string>;
  private readonly unknown = new Set<string>();
  private readonly foreign = new Set<string>();
  /** Empty files, whose format nothing else in their folder shows, with the format that they may be of. */
  private readonly empty = new Map<string, string | undefined>();

  /** @param known what a listing has found: see `found` */
  constructor(
    private readonly input: Pick<Store, 'read'>,
    private readonly formats: Formats,
    known: Readonly<Record<string, string>> = {},
  ) {
    this.known = new Map(Object.entries(known));
  }

  /** The format of each folder and ending: `{'labels/*.txt': 'yolo'}`. */
  found(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.known].sort(([a], [b]) => compareKeys(a, b)));
  }

  /** Finds the formats of these files' folders. A listing does so first, as an empty file has the format of the others. */
  async learn(keys: Iterable<string>): Promise<void> {
    for (const key of keys) if (!this.known.has(groupOf(key))) await this.recognise(key);
  }

  /** @returns the name of the file's format; undefined if its content is that of none */
  async formatOf(key: string): Promise<string | undefined> {
    const known = this.known.get(groupOf(key)) ?? this.empty.get(key);
    return known ?? (this.unknown.has(key) ? undefined : this.recognise(key));
  }

  /** @returns whether `formatOf` found labels of another kind in it, which are known and not read */
  isForeign(key: string): boolean {
    return this.foreign.has(key);
  }

  /** @returns whether `formatOf` found it empty, and no other file of its folder and ending with content */
  isEmpty(key: string): boolean {
    return this.empty.has(key);
  }

  private async recognise(key: string): Promise<string | undefined> {
    const stored = await this.input.read(key);
    const format = stored && this.formats.recognise(key, stored.bytes)?.name;
    if (stored && format === undefined && foreignLabels(key, stored.bytes)) this.foreign.add(key);
    if (stored?.bytes.length === 0) this.empty.set(key, format);
    if (format === undefined) this.unknown.add(key);
    else if (stored!.bytes.length > 0) this.known.set(groupOf(key), format);
    return format;
  }
}

function groupOf(key: string): string {
  return `${folderOf(key)}*${splitEnding(key).ending.toLowerCase()}`;
}
