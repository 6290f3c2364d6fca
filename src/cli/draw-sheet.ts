import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encode } from '../codecs/index.js';
import { UsageError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import { discover } from '../dataset/discover.js';
import { filters } from '../dataset/filter-images.js';
import type { Dataset, Source } from '../dataset/source.js';
import { areLabelsLost } from '../dataset/unused.js';
import { chooseSchema } from '../jobs/choose-schema.js';
import type { Composition } from '../packages/compose.js';
import { openPoolStore } from '../stores/open.js';
import { reasonOf } from '../stores/directory/file-errors.js';
import { makeSheet, sourceAt, sourcesIn } from '../variants/preview.js';
import type { Sheet } from '../variants/preview.js';
import { EXIT } from './exit.js';
import { describeClasses, describeInventory, describeLostLabels } from './inventory.js';
import { MOST_COLUMNS } from './options.js';
import { describeLosses } from './losses.js';
import { findPreviewed } from './previewed.js';
import type { Previewed } from './previewed.js';
import { count, describeFailure, say } from './say.js';
import { describeNotes } from './summary.js';

/** Width of an image on the sheet, in pixels. */
const TILE_WIDTH = 480;

export interface SheetOptions {
  /** Images, or folders of which a few images are shown. */
  readonly addresses: readonly string[];
  /** Absent: the data set around the images. */
  readonly input?: string;
  readonly columns?: number;
  /** Of an image on the sheet, in pixels. */
  readonly tileWidth?: number;
  /** How many images of a folder. */
  readonly images: number;
}

/** The Recipe for an input, and where it comes from. */
export type LoadRecipe = (input: string) => Promise<{ readonly recipe: Recipe; readonly from: string }>;

/**
 * Draws images and their variants on a contact sheet, writes it, says what there is to say, and sets the exit code.
 * @param options `out`: the file for the sheet
 * @throws UsageError where an image does not exist, or the file cannot be written
 */
export async function writeSheet(
  { out, ...options }: SheetOptions & { readonly out: string },
  composition: Composition,
  load: LoadRecipe,
): Promise<void> {
  const { raster, failures, notes } = await drawSheet(options, composition, load, say);
  await writeFile(out, await encode(raster, { format: 'png' })).catch((error: unknown) => {
    throw new UsageError(`cannot write ${out}: ${reasonOf(error)}`);
  });
  for (const line of describeNotes(notes)) say(line);
  for (const failure of failures) say(describeFailure(failure));
  say(`contact sheet: ${path.resolve(out)}`);
  if (failures.length > 0) process.exitCode = EXIT.failed;
}

/**
 * Draws images and their variants on a contact sheet.
 * @param say gets a line about what was understood and drawn
 * @throws UsageError where an image does not exist
 */
export async function drawSheet(
  options: SheetOptions,
  composition: Composition,
  load: LoadRecipe,
  say: (line: string) => void,
): Promise<Sheet> {
  const { addresses, columns, images, tileWidth = TILE_WIDTH } = options;
  const previewed = await findPreviewed(addresses, options.input, composition);
  const { input } = previewed;
  const { recipe, from } = await load(input.address);
  const poolStore = await openPoolStore(recipe.pool, input.address, composition.stores);
  const stores = { input: await input.open('input'), ...(poolStore && { pool: poolStore }) };
  const dataset = await discover(stores.input, recipe);
  const { inventory } = dataset;
  say(`input: ${input.address}, recipe: ${from}`);
  for (const line of describeInventory(inventory)) say(line);
  if (areLabelsLost(inventory)) say(`note: ${describeLostLabels(inventory)}`);
  const declared = await chooseSchema(stores.input, dataset, recipe);
  const sheet = await makeSheet(sourcesOf(previewed, dataset, images), dataset, stores, {
    recipe,
    ...(declared && { declared }),
    columns: columns ?? Math.min(MOST_COLUMNS, recipe.variants + 1),
    tileWidth,
  });
  const { classes, objects } = sheet;
  if (classes.length > 0) say(`of the images drawn, ${describeClasses({ ...inventory, classes })}`);
  for (const line of describeLosses(objects.classes)) say(line);
  const notes = [...recipe.notes, ...dataset.warnings, ...describeNotApplied(recipe), ...sheet.notes];
  return { ...sheet, notes };
}

/** What only the labels of all images decide: to read them all would take as long as a run takes to find out. */
function describeNotApplied({ balance, filter, variants }: Recipe): string[] {
  const names = [...(balance ? ['balance'] : []), ...(filters(filter) ? ['filter'] : [])];
  if (names.length === 0) return [];
  return [
    `${names.join(' and ')}: not applied here; each image is drawn with its first ${count(variants, 'variant')}, and ` +
      '`augment run --dry-run` says how many there are of which images',
  ];
}

function sourcesOf({ shown }: Previewed, dataset: Dataset, most: number): Source[] {
  return shown.flatMap(({ key, isFolder }) =>
    isFolder ? sourcesIn(dataset, key, most) : [sourceAt(dataset, key)],
  );
}
