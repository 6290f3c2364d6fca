import { Hono } from 'hono';
import * as z from 'zod';
import { ImageError } from '../core/errors.js';
import { parseRecipe } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { Catalogue } from '../core/transforms/registry.js';
import { exampleRecipe } from './examples.js';
import type { Pictures } from './pictures.js';

interface RecipeApi {
  readonly catalogue: Catalogue;
  readonly pictures: Pictures;
  /** The Recipe by which the input is shown. */
  readonly understanding: () => Promise<Recipe>;
}

const exampleQuery = z.object({
  key: z.string(),
  transform: z.string(),
  extreme: z.enum(['least', 'greatest']),
});

/** What the page asks for to write a Recipe. */
export function recipeApi({ catalogue, pictures, understanding }: RecipeApi): Hono {
  const api = new Hono();

  api.get('/example', async (context) => {
    const { key, transform, extreme } = exampleQuery.parse(context.req.query());
    const entry = catalogue.get(transform);
    if (!entry) throw new ImageError(`${transform}: no transform of this name`);
    const { labels, decode, limits, splits, pool, modules } = await understanding();
    const own = parseRecipe(exampleRecipe(entry, extreme, pool !== undefined), 'example', modules);
    const recipe = {
      ...own,
      labels: { ...labels, write: 'same' as const },
      decode,
      limits,
      splits,
      ...(pool && { pool }),
    };
    const { bytes, type } = await pictures.example(key, `${transform} ${extreme}`, recipe);
    return context.body(new Uint8Array(bytes), 200, { 'Content-Type': type });
  });

  return api;
}
