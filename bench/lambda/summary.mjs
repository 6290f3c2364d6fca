import { mean, median, sum } from '../statistics.mjs';
import { dollarsPerMillion } from './prices.mjs';

/**
 * @param rounds answers, each for the same number of images
 * @param job a job with batches from a queue; absent: S3 invokes the function for each image
 * @returns the means for one image. Lambda bills whole milliseconds of each invocation.
 */
export function summariseRounds(rounds, images, job) {
  const billed = rounds.map(({ runs }) => sum(runs.map(Math.ceil)) / images);
  const invocations = rounds[0].runs.length / images;
  const requests = Object.fromEntries(
    Object.keys(rounds[0].requests).map((kind) => [
      kind,
      mean(rounds.map((round) => round.requests[kind])) / images,
    ]),
  );
  const use = {
    billed: median(billed),
    invocations,
    requests,
    messages: job ? 1 + (job.labels ? 1 : 0) : 0,
    receives: job ? invocations : 0,
    sends: requests.SQS,
  };
  return {
    min: Math.min(...billed),
    median: median(billed),
    cpu: Math.min(...rounds.map(({ cpu }) => cpu / images)),
    cpuMedian: median(rounds.map(({ cpu }) => cpu / images)),
    requests,
    dollars: {
      arm64: dollarsPerMillion(use, 'arm64'),
      x86_64: dollarsPerMillion(use, 'x86_64'),
    },
  };
}
