import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { studioApi } from './api.js';
import type { StudioOptions } from './api.js';
import { onlyOwnAddress, onlyWithToken } from './guard.js';
import { Running } from './running.js';

/** Where the build puts the page. */
const PAGE = fileURLToPath(new URL('../../dist/studio', import.meta.url));
const MOST_BODY = 4 * 2 ** 20;

export interface Studio {
  /** To be opened in a browser. It holds the token, behind the `#`, which browsers send to nobody. */
  readonly address: string;
  /** Whether a run is under way. */
  readonly isRunning: () => boolean;
  /** A run that is under way finishes the images in work. */
  close(): Promise<void>;
}

/**
 * Serves the page and what it asks for, to this machine alone.
 * @param port 0: one that is free
 */
export async function serveStudio(options: StudioOptions, port: number): Promise<Studio> {
  const token = randomBytes(24).toString('base64url');
  let own: readonly string[] = [];
  const app = new Hono();
  app.use(onlyOwnAddress(() => own));
  app.use('/api/*', onlyWithToken(token), bodyLimit({ maxSize: MOST_BODY }));
  const running = new Running(options, options.describe.summary);
  const { api, close } = studioApi(options, running);
  app.route('/api', api);
  app.use(serveStatic({ root: PAGE }));
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const started = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, () => {
      resolve(started);
    });
    started.once('error', reject);
  });
  const { port: given } = server.address() as AddressInfo;
  own = [`127.0.0.1:${given}`, `localhost:${given}`];
  return {
    address: `http://127.0.0.1:${given}/#token=${token}`,
    isRunning: () => running.state.state === 'running',
    close: async () => {
      running.cancel();
      await running.idle();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
      await close();
    },
  };
}
