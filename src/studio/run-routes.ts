import { Hono } from 'hono';
import * as z from 'zod';
import type { Recipe } from '../core/recipe/schema.js';
import type { Estimating } from './estimating.js';
import type { Outputs } from './outputs.js';
import type { Running } from './running.js';

const MOST_SIDE = 1024;
const runBody = z.object({ recipe: z.string().max(1_000_000), removesStale: z.boolean().default(false) });
const pictureQuery = z.object({
  image: z.string(),
  key: z.string(),
  side: z.coerce.number().int().min(16).max(MOST_SIDE),
});

const estimateBody = runBody.pick({ recipe: true });

interface RunParts {
  readonly outputs: Outputs;
  readonly estimating: Estimating;
  readonly parse: (text: string) => Promise<Recipe>;
}

/** What the page asks for about runs, below `/api/run`. */
export function runRoutes(running: Running, { outputs, estimating, parse }: RunParts): Hono {
  const routes = new Hono();

  routes.get('/', (context) => context.json(running.state));

  routes.post('/', async (context) => {
    const { recipe, removesStale } = runBody.parse(await context.req.json());
    if (!running.start(await parse(recipe), removesStale))
      return context.json({ message: 'a run is under way' }, 409);
    return context.json(running.state);
  });

  routes.post('/estimate', async (context) => {
    const recipe = await parse(estimateBody.parse(await context.req.json()).recipe);
    return context.json(await estimating.estimate(recipe, context.req.raw.signal));
  });

  routes.delete('/', (context) => {
    running.cancel();
    return context.json(running.state);
  });

  routes.post('/pause', (context) => {
    running.pause();
    return context.json(running.state);
  });

  routes.post('/go-on', (context) => {
    running.goOn();
    return context.json(running.state);
  });

  routes.get('/outputs', async (context) => context.json(await outputs.list(running.state.latest)));

  routes.get('/picture', async (context) => {
    const wanted = pictureQuery.parse(context.req.query());
    const { signal } = context.req.raw;
    const picture = running.recipe && (await outputs.picture(wanted, running.recipe, signal));
    const message = `${wanted.key}: no run that was started here has written it`;
    if (!picture) return context.json({ message }, 404);
    return context.body(new Uint8Array(picture.bytes), 200, { 'Content-Type': picture.type });
  });

  return routes;
}
