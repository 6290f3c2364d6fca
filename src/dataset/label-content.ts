import type { Formats } from '../core/formats/formats.js';
import { folderOf, splitEnding } from '../core/keys.js';
import type { Store } from '../stores/store.js';

/**
 * Tells the formats of label files by their content. Files of one folder and ending have one format: the first that is
 * recognised counts for all of them, so that finding the images of a large data set does not read every label file.
 */
export class LabelContent {
  private readonly known = new Map<string, string>();

  constructor(
    private readonly input: Store,
    private readonly formats: Formats,
  ) {}

  /** @returns the name of the file's format; undefined if its content is that of none */
  async formatOf(key: string): Promise<string | undefined> {
    const group = `${folderOf(key)}*${splitEnding(key).ending.toLowerCase()}`;
    const known = this.known.get(group);
    if (known !== undefined) return known;
    const found = await this.input.read(key);
    const format = found && this.formats.recognise(key, found.bytes)?.name;
    if (format !== undefined && found!.bytes.length > 0) this.known.set(group, format);
    return format;
  }
}
