import { Hono } from 'hono';
import * as z from 'zod';
import { ImageError } from '../core/errors.js';
import { importPipeline, parseRecipe } from '../core/recipe/index.js';
import type { ImportedRecipe } from '../core/recipe/import/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { Catalogue } from '../core/transforms/registry.js';
import { sizeOfRun } from './estimating.js';
import { exampleRecipe } from './examples.js';
import type { OpenedInput } from './opened.js';
import type { Pictures } from './pictures.js';
import type { RunSize } from './protocol.js';

interface RecipeApi {
  readonly catalogue: Catalogue;
  readonly pictures: Pictures;
  readonly opened: OpenedInput;
  readonly parse: (text: string) => Promise<Recipe>;
  /** The Recipe by which the input is shown. */
  readonly understanding: () => Promise<Recipe>;
}

const exampleQuery = z.object({
  key: z.string(),
  transform: z.string(),
  extreme: z.enum(['least', 'greatest']),
});

const importBody = z.object({ text: z.string().max(1_000_000), name: z.string().max(1024) });
const sizeBody = z.object({ recipe: z.string().max(1_000_000) });

/** What the page asks for to write a Recipe. */
export function recipeApi({ catalogue, pictures, opened, parse, understanding }: RecipeApi): Hono {
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
    const { bytes, type } = await pictures.example(
      key,
      `${transform} ${extreme}`,
      recipe,
      context.req.raw.signal,
    );
    return context.body(new Uint8Array(bytes), 200, { 'Content-Type': type });
  });

  api.post('/import', async (context) => {
    const { text, name } = importBody.parse(await context.req.json());
    return context.json(importPipeline(text, name) satisfies ImportedRecipe);
  });

  api.post('/size', async (context) => {
    const recipe = await parse(sizeBody.parse(await context.req.json()).recipe);
    const { dataset } = await opened.understood(recipe);
    return context.json(sizeOfRun(dataset, recipe) satisfies RunSize);
  });

  return api;
}
