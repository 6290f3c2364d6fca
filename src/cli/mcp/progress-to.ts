import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import type { Progress } from '../../jobs/pool.js';

/** What comes with a request. */
export type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** Notifications are sent at most this often; clients end requests of which they hear nothing for a minute. */
const EVERY_MS = 500;

/** Tells the client how far the work is, if it has asked for that. */
export function progressTo({ _meta, sendNotification, signal }: Extra): (progress: Progress) => void {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return () => undefined;
  let last = -Infinity;
  return ({ done, total, failed }) => {
    const isDue = performance.now() - last >= EVERY_MS || done === total;
    if (!isDue || signal.aborted) return;
    last = performance.now();
    const message = `${done}/${total} images, ${failed} failed`;
    const params = { progressToken, progress: done, total, message };
    // Nobody listens any more where this fails.
    sendNotification({ method: 'notifications/progress', params }).catch(() => undefined);
  };
}
