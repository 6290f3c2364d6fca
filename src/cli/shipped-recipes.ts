import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../recipes/', import.meta.url);
const ENDING = '.yaml';

/** Names of the recipes that come with this program. */
export function shippedRecipeNames(): string[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(ENDING));
  return files.map((file) => file.slice(0, -ENDING.length)).sort();
}

/** The text of a recipe that comes with this program; undefined if there is none of this name. */
export function shippedRecipe(name: string): string | undefined {
  if (!shippedRecipeNames().includes(name)) return undefined;
  return readFileSync(new URL(name + ENDING, FOLDER), 'utf8');
}

/** The first comment of a recipe: one line that says what it is for. */
export function purposeOf(recipe: string): string {
  return /^# (.*)$/m.exec(recipe)?.[1] ?? '';
}
