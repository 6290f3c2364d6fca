import { Hono } from 'hono';
import * as z from 'zod';
import type { LargeView } from './large-view.js';

const MOST_STEPS = 10_000;
const steps = z.coerce.number().int().min(0).max(MOST_STEPS);
const GONE = { message: 'this preview is no longer held; change or reload the recipe' };

/** What the page asks for about one variant of a preview, below `/api/variants`. */
export function largeRoutes(large: LargeView): Hono {
  const routes = new Hono();

  routes.get('/:id/steps/:steps', async (context) => {
    const withLabels = context.req.query('form') !== 'plain';
    const picture = await large.picture(
      context.req.param('id'),
      steps.parse(context.req.param('steps')),
      withLabels,
    );
    if (!picture) return context.json(GONE, 404);
    return context.body(new Uint8Array(picture.bytes), 200, { 'Content-Type': picture.type });
  });

  routes.get('/:id/losses', async (context) => {
    const losses = await large.losses(context.req.param('id'));
    return losses ? context.json(losses) : context.json(GONE, 404);
  });

  return routes;
}
