import { Hono } from 'hono';
import type { Context } from 'hono';
import { streamText } from 'hono/streaming';
import * as z from 'zod';
import { AugmentError, RecipeError } from '../core/errors.js';
import type { Modules } from '../core/modules.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { Inventory } from '../dataset/inventory.js';
import type { RunOptions, Summary } from '../jobs/run.js';
import type { Store } from '../stores/store.js';
import { catalogueLines, settingsGroups } from './catalogue.js';
import { Inspecting } from './inspecting.js';
import { inspectionApi } from './inspection-api.js';
import { countClasses, countSplits, OpenedInput } from './opened.js';
import { PictureThreads } from './picture-threads.js';
import type { WatchedDeployment } from './deployment-protocol.js';
import { deploymentRoutes } from './deployment-routes.js';
import { Estimating } from './estimating.js';
import { largeRoutes } from './large-routes.js';
import { LargeView } from './large-view.js';
import { Outputs } from './outputs.js';
import { Pictures } from './pictures.js';
import type { Picture } from './pictures.js';
import type { ImageFilter, Overview, Refusal } from './protocol.js';
import { recipeApi } from './recipe-api.js';
import type { EditedRecipe } from './recipe-file.js';
import { runRoutes } from './run-routes.js';
import type { Running } from './running.js';

export interface StudioOptions extends Pick<RunOptions, 'stores'> {
  /** Addresses, as `run` takes them. */
  readonly input: string;
  readonly output: string;
  readonly store: Store;
  readonly recipe: EditedRecipe;
  /** Reads a Recipe's text, with the pool that it names. @throws RecipeError or UsageError */
  readonly parse: (text: string) => Promise<Recipe>;
  readonly modules: Modules;
  /** How many threads make pictures. Absent: the calling thread does. */
  readonly threads?: number;
  /** A folder in which thumbnails are kept for later, also by other studios at once. Absent: they are not kept. */
  readonly cache?: string;
  readonly shipped: Overview['shipped'];
  /** Absent: the output is in no bucket that a deployed function could fill. */
  readonly deployment?: WatchedDeployment;
  /** Sentences about what was found and what was done. */
  readonly describe: {
    readonly inventory: (inventory: Inventory) => readonly string[];
    readonly summary: (summary: Summary, recipe: Recipe) => readonly string[];
  };
}

const MOST_LISTED = 1000;
const text = z.string().max(1024).exactOptional();
const filterQuery = z.object({
  ...{ search: text, split: text, class: text, finding: text, with: text },
  labels: z.literal('none').exactOptional(),
});
const rangeQuery = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(MOST_LISTED).default(200),
});
const imageQuery = z.object({ key: z.string() });
const thumbnailQuery = z.object({
  key: z.string(),
  side: z.coerce.number().int().min(16).max(2048),
  labels: z.enum(['0', '1']).default('1'),
});
const thumbnailsBody = z.object({
  side: z.number().int().min(16).max(2048),
  images: z.array(z.object({ key: z.string(), withLabels: z.boolean() })).max(64),
});
const previewBody = z.object({
  key: z.string(),
  recipe: z.string().max(1_000_000),
  most: z.number().int().min(0).max(64),
  side: z.number().int().min(16).max(4096),
  withLabels: z.boolean(),
});
const saveBody = z.object({ text: z.string().max(1_000_000), before: z.string() });
const pictureForm = z.enum(['file', 'plain', 'labelled']).catch('labelled');

interface StudioApi {
  readonly api: Hono;
  readonly close: () => Promise<void>;
}

/** What the page asks for, below `/api`. Every error of the user's comes back as its message. */
export function studioApi(options: StudioOptions, running: Running): StudioApi {
  const { recipe: edited, parse } = options;
  const { store, input, stores, threads: number = 0, cache } = options;
  const place = { input: store, address: input, registry: stores, cache };
  const threads = new PictureThreads({ ...place, threads: number });
  const opened = new OpenedInput(store, (recipe) => threads.setupFor(recipe));
  const pictures = new Pictures(opened, threads);
  const inspecting = new Inspecting({ input, output: options.output, stores }, (recipe) =>
    threads.setupFor(recipe),
  );
  const api = new Hono();
  /**
   * The Recipe by which the input is shown. Each thumbnail asks for it, so it is parsed only where its text has changed; one with a
   * mistake changes nothing.
   */
  let last: { readonly text: string; readonly recipe: Recipe } | undefined;
  const understanding = async () => {
    const { text } = await edited.read();
    if (last?.text !== text) last = { text, recipe: await parse(text).catch(instead) };
    return last.recipe;
  };
  const instead = (error: unknown) => {
    if (!(error instanceof AugmentError)) throw error;
    return last?.recipe ?? parse('transforms: []');
  };

  api.get('/overview', async (context) => {
    const understood = await opened.understood(await understanding());
    const { dataset } = understood;
    return context.json({
      input: options.input,
      output: options.output,
      images: dataset.sources.length + dataset.failures.length,
      splits: countSplits(dataset),
      classes: countClasses(understood),
      understood: options.describe.inventory(dataset.inventory),
      shipped: options.shipped,
      transforms: catalogueLines(options.modules.transforms),
      settings: settingsGroups(options.modules),
    } satisfies Overview);
  });

  api.get('/images', async (context) => {
    const filter = filterQuery.parse(context.req.query());
    const range = rangeQuery.parse(context.req.query());
    const chosenBy = (wanted: ImageFilter) => inspecting.chosenBy(wanted);
    return context.json(await opened.list({ filter, range, chosenBy }, await understanding()));
  });

  api.get('/image', async (context) => {
    const { key } = imageQuery.parse(context.req.query());
    return context.json(await opened.listed(key, await understanding()));
  });

  api.get('/thumbnail', async (context) => {
    const { key, side, labels } = thumbnailQuery.parse(context.req.query());
    const wanted = { key, side, withLabels: labels === '1' };
    const { signal } = context.req.raw;
    return sendPicture(context, await pictures.thumbnail(wanted, await understanding(), signal));
  });

  api.post('/thumbnails', async (context) => {
    const request = thumbnailsBody.parse(await context.req.json());
    const recipe = await understanding();
    return sendLines(context, (signal) => pictures.thumbnails(request, recipe, signal));
  });

  api.get('/recipe', async (context) => context.json(await edited.read()));

  api.put('/recipe', async (context) => {
    const { text, before } = saveBody.parse(await context.req.json());
    await parse(text);
    if (await edited.save(text, before)) return context.json(await edited.read());
    const message = `${edited.file} was changed by another program meanwhile; nothing was saved`;
    return context.json({ message }, 409);
  });

  api.post('/variants', async (context) => {
    const request = previewBody.parse(await context.req.json());
    return sendLines(context, async function* (signal) {
      yield* pictures.variants(request, await parse(request.recipe), signal);
    });
  });

  api.get('/pictures/:id', async (context) => {
    const form = pictureForm.parse(context.req.query('form'));
    const picture = await pictures.picture(context.req.param('id'), form, context.req.raw.signal);
    return picture
      ? sendPicture(context, picture)
      : context.json({ message: 'this preview is no longer held; change or reload the recipe' }, 404);
  });

  api.route('/variants', largeRoutes(new LargeView(pictures)));
  api.route('/deployment', deploymentRoutes(options.deployment));
  const outputs = new Outputs(options.output, options.stores);
  api.route('/run', runRoutes(running, { outputs, estimating: new Estimating(opened, threads), parse }));

  api.route('/inspection', inspectionApi(inspecting, { opened, understanding, parse }));

  api.post('/refresh', (context) => {
    opened.forget();
    return context.json({});
  });

  api.route(
    '/',
    recipeApi({ catalogue: options.modules.transforms, pictures, opened, parse, understanding }),
  );

  api.notFound((context) => context.json({ message: 'there is nothing of this name' }, 404));
  api.onError((error, context) => {
    if (error instanceof RecipeError) return context.json({ message: error.message }, 422);
    if (error instanceof AugmentError) return context.json({ message: error.message }, 409);
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      return context.json({ message: `the request cannot be read: ${error.message}` }, 400);
    return context.json({ message: messageOf(error) }, 500);
  });
  // The page will ask for this: it is begun before a browser is open. What fails, fails again when it is asked for.
  void understanding()
    .then((recipe) => Promise.all([threads.start(recipe), opened.understood(recipe)]))
    .catch(() => undefined);
  const close = async () => {
    await inspecting.close();
    await threads.close();
  };
  return { api, close };
}

/**
 * Lines of JSON, each as soon as it is there. What fails is the last of them: while somebody types, a mistake is no failure of the
 * request, and browsers write those down.
 */
function sendLines<Line>(context: Context, lines: (signal: AbortSignal) => AsyncIterable<Line>): Response {
  const { signal } = context.req.raw;
  return streamText(context, async (stream) => {
    const send = (line: Line | Refusal) => stream.writeln(JSON.stringify(line));
    try {
      for await (const line of lines(signal)) await send(line);
    } catch (error) {
      if (!signal.aborted) await send({ message: messageOf(error) });
    }
  });
}

function messageOf(error: unknown): string {
  return error instanceof AugmentError ? error.message : `a defect of this program: ${String(error)}`;
}

function sendPicture(context: Context, { bytes, type }: Picture): Response {
  return context.body(new Uint8Array(bytes), 200, { 'Content-Type': type });
}
