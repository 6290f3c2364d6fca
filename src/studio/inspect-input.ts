import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { USUAL_DISTANCE } from '../core/inspection/near-pairs.js';
import type { JsonObject } from '../core/json.js';
import type { PoolContent } from '../core/recipe/index.js';
import { inspectImages } from '../jobs/inspect.js';
import type { InspectDatasetOptions, InspectedDataset } from '../jobs/inspect.js';
import { resultOf } from './picture-tasks.js';
import type { Answer } from './picture-tasks.js';
import type { InputSetup } from './thread-input.js';

/** What is inspected, as a thread gets it. */
export interface InspectionSetup extends InputSetup, Pick<InspectDatasetOptions, 'recipeFrom'> {
  readonly output: string;
  /** See `recipeJson`. */
  readonly recipe: JsonObject;
  /** What the Recipe mixes in: it is no part of the JSON. */
  readonly pool?: PoolContent;
}

/** Who waits for an inspection. */
export type Watch = Required<Pick<InspectDatasetOptions, 'signal' | 'onComparing'>> & {
  readonly onProgress: (progress: ReadImages) => void;
};

interface ReadImages {
  readonly done: number;
  readonly total: number;
}

/** What the thread says meanwhile, and at the end. */
export type InspectionMessage =
  | { readonly read: ReadImages }
  | { readonly compared: number }
  | { readonly answer: Answer<InspectedDataset> };

export function inspectInput(
  inspected: Pick<InspectDatasetOptions, 'input' | 'output' | 'stores' | 'recipe' | 'recipeFrom'>,
  watch: Watch,
): Promise<InspectedDataset> {
  return inspectImages({ ...inspected, ...watch, distance: USUAL_DISTANCE });
}

/**
 * The same in a thread of its own: with 100,000 images the comparison alone takes seconds, in which a server could not answer. Where
 * it is cancelled, images in work are finished; what reads no images is ended at once.
 */
export async function inspectInThread(setup: InspectionSetup, watch: Watch): Promise<InspectedDataset> {
  const { signal, onProgress, onComparing } = watch;
  const worker = new Worker(new URL('./inspection-worker.js', import.meta.url), { workerData: setup });
  let isReading = false;
  const cancel = () => {
    if (isReading) worker.postMessage('cancel');
    else void worker.terminate();
  };
  const ended = once(worker, 'exit');
  try {
    return await new Promise<InspectedDataset>((resolve, reject) => {
      worker.on('message', (message: InspectionMessage) => {
        if ('answer' in message) {
          resolve(Promise.resolve(message.answer).then(resultOf));
          return;
        }
        if ('read' in message) {
          onProgress(message.read);
          isReading = message.read.done < message.read.total;
        } else onComparing(message.compared);
        if (signal.aborted && !isReading) cancel();
      });
      worker.on('error', reject);
      worker.on('exit', () => {
        reject(
          signal.aborted ? (signal.reason as Error) : new Error('its thread has ended before it was done'),
        );
      });
      signal.addEventListener('abort', cancel);
      if (signal.aborted) cancel();
    });
  } finally {
    signal.removeEventListener('abort', cancel);
    await ended;
  }
}
