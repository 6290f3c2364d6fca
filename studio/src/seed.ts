import { setSetting } from './recipe-settings.js';

/** The Recipe with another seed; all else stays as it is written, comments too. */
export function withOtherSeed(text: string): string {
  return setSetting(text, ['seed'], Math.floor(Math.random() * 1_000_000));
}
