import { labelRules } from '../core/augment.js';
import { pairWarnings } from '../core/annotations/report.js';
import type { Annotations } from '../core/annotations/model.js';
import { AugmentError, UsageError } from '../core/errors.js';
import type { LabelSchema } from '../core/formats/format.js';
import { folderOf } from '../core/keys.js';
import { defaultRecipe } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import { discover } from '../dataset/discover.js';
import type { Inventory } from '../dataset/inventory.js';
import { schemaOf } from '../dataset/source.js';
import type { Dataset, Source } from '../dataset/source.js';
import type { Composition } from '../packages/compose.js';
import type { StoreLocation } from '../stores/location.js';
import type { Store } from '../stores/store.js';
import { openSource } from '../variants/open-source.js';
import { sourcesIn } from '../variants/preview.js';
import { readSource } from '../variants/read-source.js';

/** Enough to see which shapes the labels have. */
const IMAGES_READ = 40;

/** What a Recipe for an input depends on. */
export interface Survey {
  readonly inventory: Inventory;
  /** Names of classes, in the order of the data set. */
  readonly classes: readonly string[];
  readonly hasObjects: boolean;
  readonly hasLabelMaps: boolean;
  readonly hasKeypoints: boolean;
  /** Whether keypoints come out as those of the wrong side in a mirrored image. */
  readonly isMirroringUnknown: boolean;
  /** Whether the folders of the images are their classes. */
  readonly hasClassFolders: boolean;
}

/** @throws UsageError if the input has no images */
export async function surveyInput(input: StoreLocation, { modules }: Composition): Promise<Survey> {
  const recipe: Recipe = { ...defaultRecipe(), modules };
  const store = await input.open('input');
  const dataset = await discover(store, recipe);
  if (dataset.sources.length === 0) throw new UsageError(`no images found in ${input.address}`);
  const read: { readonly annotations: Annotations; readonly schema: LabelSchema }[] = [];
  for (const source of sourcesIn(dataset, '', IMAGES_READ)) {
    const labels = await readLabelled(source, dataset, store, recipe);
    if (labels) read.push(labels);
  }
  const all = read.map(({ annotations }) => annotations);
  const declared = dataset.files.flatMap(({ schema }) => schema.classes);
  const found = all.flatMap(({ objects }) => objects.map((object) => object.class));
  const folders = new Set(dataset.sources.map(({ key }) => folderOf(key)));
  return {
    inventory: dataset.inventory,
    classes: [...new Set(declared.length > 0 ? declared : found)],
    hasObjects: found.length > 0,
    hasLabelMaps: all.some(({ labelMaps }) => labelMaps.length > 0),
    hasKeypoints: all.some(({ objects }) => objects.some(({ keypoints }) => keypoints)),
    isMirroringUnknown: read.some((labels) => isMirroringUnknown(labels, recipe)),
    hasClassFolders: Object.keys(dataset.inventory.formats).length === 0 && folders.size > 1,
  };
}

/** Images that cannot be read are named by preview and run. */
async function readLabelled(source: Source, dataset: Dataset, store: Store, recipe: Recipe) {
  const schema = schemaOf(source, dataset.files);
  try {
    const bytes = await readSource(source, { schema }, store);
    const { annotations } = await openSource(source, bytes, { recipe, schema });
    return { annotations, schema };
  } catch (error) {
    if (error instanceof AugmentError) return undefined;
    throw error;
  }
}

function isMirroringUnknown(
  { annotations, schema }: { readonly annotations: Annotations; readonly schema: LabelSchema },
  recipe: Recipe,
): boolean {
  const { swapping } = labelRules(recipe, schema);
  return pairWarnings(annotations.objects, swapping).length > 0;
}
