import { Hono } from 'hono';
import * as z from 'zod';
import type { WatchedDeployment } from './deployment-protocol.js';

const redriveBody = z.object({ reason: z.string().exactOptional() });

/**
 * What the page asks for about the deployed function that fills the output, below `/api/deployment`. The answer to all is
 * null where there is none.
 */
export function deploymentRoutes(deployment: WatchedDeployment | undefined): Hono {
  const routes = new Hono();

  /** Whoever looks at dead letters hides them for a moment from all others, who would not find them. */
  let previous: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: (of: WatchedDeployment) => Promise<T | undefined>): Promise<T | null> => {
    const turn = previous.then(async () => (deployment && (await work(deployment))) ?? null);
    previous = turn.catch(() => undefined);
    return turn;
  };

  routes.get('/', async (context) => context.json(await inTurn((of) => of.state())));

  routes.get('/letters', async (context) => context.json(await inTurn((of) => of.letters())));

  routes.post('/redrive', async (context) => {
    const { reason } = redriveBody.parse(await context.req.json());
    return context.json(await inTurn((of) => of.redrive(reason)));
  });

  return routes;
}
