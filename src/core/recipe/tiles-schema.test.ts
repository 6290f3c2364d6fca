import { describe, expect, it } from 'vitest';
import { recipeDigest } from './digest.js';
import { parseRecipe } from './parse.js';
import { recipeJson } from './recipe-json.js';

const parse = (tiles: string) => parseRecipe(`tiles: ${tiles}\ntransforms: []\n`, 'recipe.yaml');

describe('tiles of a Recipe', () => {
  it.each([
    ['{rows: 2, size: [640, 640]}', 'tiles: expected either `rows` and `columns`, or `size`, or `objects`'],
    ['{columns: 2, objects: {}}', 'tiles: expected either `rows` and `columns`, or `size`, or `objects`'],
    ['{size: [9, 9], objects: {}}', 'tiles: expected either `rows` and `columns`, or `size`, or `objects`'],
    ['{size: 640}', 'tiles.size: expected [height, width] in pixels, found 640'],
    ['{objects: {}, overlap: 0.1}', 'tiles.overlap: tiles around objects have a `margin` in `objects`'],
    ['{objects: {margin: -1}}', 'tiles.objects.margin: '],
    ['{objects: {folder: true}}', 'did you mean "folders"?'],
  ])('%s is a mistake', (tiles, message) => {
    expect(() => parse(tiles)).toThrow(message);
  });

  it('are read again from their shortest form, and decide what comes out', () => {
    const all = ['{rows: 2}', '{size: [640, 480]}', '{objects: {}}', '{objects: {margin: 0.1}}'].map(parse);
    for (const recipe of all) {
      const again = parseRecipe(JSON.stringify(recipeJson(recipe)), 'recipe.json');
      expect(again.tiles).toEqual(recipe.tiles);
    }
    expect(new Set(all.map(recipeDigest)).size).toBe(all.length);
  });

  it('in folders of their classes have no other labels, which a note says where some are asked for', () => {
    const notesOf = (labels: string) =>
      parseRecipe(`tiles: {objects: {folders: true}}\nlabels: ${labels}\ntransforms: []\n`, 'recipe.yaml')
        .notes;
    expect(notesOf('{}')).toEqual([]);
    expect(notesOf('{write: coco}')).toEqual([expect.stringMatching(/^labels\.write has no effect: /)]);
  });

  it('have the digest that they had before there were other kinds', () => {
    // Made by the version that knew rows and columns alone.
    expect(recipeJson(parse('{rows: 2}')).tiles).toEqual({ rows: 2, columns: 1, overlap: 0, of: 'images' });
  });
});
