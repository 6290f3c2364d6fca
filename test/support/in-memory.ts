import { expect } from 'vitest';
import { parseRecipe } from '../../src/core/recipe/parse.js';
import { convert } from './convert.js';

/** What a run makes of these files, over Stores in memory; none of them fails. */
export async function runInMemory(files: Readonly<Record<string, string | Uint8Array>>, recipe: string) {
  const made = await convert(files, parseRecipe(recipe, 'recipe.yaml'));
  expect(made.failures).toEqual([]);
  return { ...made, text: (key: string) => new TextDecoder().decode(made.files[key]) };
}

export const json = (value: unknown) => JSON.stringify(value);

export interface Coco {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly annotations: readonly {
    readonly image_id: number;
    readonly category_id: number;
    readonly bbox: number[];
  }[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
}
export const cocoIn = (text: string) => JSON.parse(text) as Coco;

/** The entries of a COCO file about an image of `images`. */
export const IMAGE = { id: 1, file_name: 'a.jpg', width: 64, height: 48 };
export const BOX = { id: 1, image_id: 1, category_id: 1, bbox: [10, 20, 40, 10], area: 400, iscrowd: 0 };

/** A recipe that copies. */
export const COPY = 'variants: 0\ntransforms: []\noutput: {originals: true}\n';
