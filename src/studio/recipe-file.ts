import { readFile, rename, writeFile } from 'node:fs/promises';
import type { RecipeFile } from './protocol.js';

/** The Recipe that the page edits. The file counts: whoever changes it in an editor sees the page follow. */
export class EditedRecipe {
  /**
   * @param start what to begin with if the file does not exist
   * @param file a path, where the Recipe is saved
   */
  constructor(
    private readonly start: Pick<RecipeFile, 'text' | 'from'>,
    readonly file: string,
  ) {}

  async read(): Promise<RecipeFile> {
    const text = await readFile(this.file, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
    const { file } = this;
    return text === undefined
      ? { ...this.start, file, isSaved: false }
      : { text, from: file, file, isSaved: true };
  }

  /**
   * @param before the text that the change was made to
   * @returns false if the file has another text by now; nothing is written then
   */
  async save(text: string, before: string): Promise<boolean> {
    const now = await this.read();
    if (now.isSaved && now.text !== before && now.text !== text) return false;
    const written = `${this.file}.${process.pid}.tmp`;
    await writeFile(written, text);
    await rename(written, this.file);
    return true;
  }
}
