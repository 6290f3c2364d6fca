import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Inventory } from '../src/dataset/inventory.js';
import type { Failure } from '../src/dataset/source.js';
import type { Update } from '../src/jobs/update-source.js';
import type { Reporter } from './process-batch.js';

/** Writes structured lines with the id of the request; the environment sets names and levels. */
export const logger = new Logger();
/** CloudWatch takes the metrics from the log, so they need no requests. */
export const metrics = new Metrics();

/** Logs what happens to each image, and counts it for the dashboard. */
export const report: Reporter = {
  skipped(messageId, reason) {
    logger.info('skipped', { messageId, reason });
  },
  updated(key, update, milliseconds) {
    logger.info(update.kind, { key, milliseconds: Math.round(milliseconds), ...detailsOf(update) });
    metrics.addMetric('Milliseconds', MetricUnit.Milliseconds, milliseconds);
    countUpdate(update);
  },
  retried(what, error) {
    logger.error('retried', { ...what, error: error instanceof Error ? error : String(error) });
    metrics.addMetric('Retried', MetricUnit.Count, 1);
  },
};

/** Counts what nothing uses: files that are not used, and images without labels. */
export function reportInventory({ formats, splits, unlabelled, unused, rejected }: Inventory): void {
  const files = unused.map(({ reason, count, files: all }) => ({ reason, count, first: all.slice(0, 5) }));
  const isLost = rejected.count > 0 || unused.some(({ looksLikeLabels }) => looksLikeLabels);
  logger[isLost ? 'warn' : 'info']('understood', {
    formats,
    splits,
    unlabelled: unlabelled.count,
    unused: files,
    rejected: rejected.count,
  });
  metrics.addMetric('ImagesWithoutLabels', MetricUnit.Count, unlabelled.count);
  metrics.addMetric('UnusedFiles', MetricUnit.Count, sum(unused.map(({ count }) => count)));
}

/** Variants that lack more objects than `labels.max_loss` allows. */
export function reportExcess(excess: Failure | undefined): void {
  if (!excess) return;
  logger.error('labels lost', { ...excess });
  metrics.addMetric('Failures', MetricUnit.Count, 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function detailsOf(update: Update): Record<string, unknown> {
  switch (update.kind) {
    case 'augmented': {
      const { status, made, originals, written, bytes, objects, timings, notes } = update.outcome;
      return { status, variants: made, originals, written, bytes, objects, timings, notes };
    }
    case 'removed':
      return { outputs: update.removed.length };
    case 'failed':
      return { reason: update.reason };
    case 'deferred':
    case 'left out':
      return {};
  }
}

function countUpdate(update: Update): void {
  if (update.kind === 'failed') metrics.addMetric('Failures', MetricUnit.Count, 1);
  if (update.kind !== 'augmented' || update.outcome.status !== 'made') return;
  const { made, bytes, objects, timings } = update.outcome;
  const { read, make, write } = timings;
  metrics.addMetric('Images', MetricUnit.Count, 1);
  metrics.addMetric('Variants', MetricUnit.Count, made);
  metrics.addMetric('Objects', MetricUnit.Count, objects.kept + objects.mixedIn + objects.copied.kept);
  metrics.addMetric('Bytes', MetricUnit.Bytes, bytes);
  for (const [name, milliseconds] of Object.entries({ ReadTime: read, MakeTime: make, WriteTime: write }))
    metrics.addMetric(name, MetricUnit.Milliseconds, milliseconds);
}
