import { ImageError } from '../core/errors.js';

/** Runs the work of a codec. Codecs do not know the file's name: their ImageErrors get it put in front. */
export async function naming<Result>(name: string, work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ImageError)
      throw new ImageError(`${name}: ${error.message}`, { cause: error.cause });
    throw error;
  }
}
