import * as z from 'zod';
import { encode } from '../../codecs/index.js';
import { Canvas } from '../../core/draw/canvas.js';
import { shrink } from '../../core/draw/shrink.js';
import type { Raster } from '../../core/engine/raster.js';
import { drawSheet } from '../draw-sheet.js';
import { loadRecipe } from '../load-recipe.js';
import { AGENT } from '../readers.js';
import { describeFailure } from '../say.js';
import { describeNotes } from '../summary.js';
import { input, recipeOptions, recipeOverrides, recipeParameters } from './parameters.js';
import { defineTool } from './tool.js';

/** Models see no more of a picture than about so many pixels of a side. */
const MOST_SIDE = 1568;
const LARGEST_IMAGE = 480;
/** Between two images of a sheet, with the caption. */
const GAP = 44;

export const previewTool = defineTool({
  name: 'preview',
  title: 'Look at variants',
  description:
    'Draws images of a data set, each followed by the variants that run would make of it, with their labels: a picture to look at. ' +
    'Writes nothing. Look before you run: are objects still recognisable, and do labels fit?',
  parameters: {
    input,
    ...recipeParameters,
    seed: recipeOverrides.seed,
    images: z
      .array(z.string().min(1))
      .max(8)
      .optional()
      .describe('Paths of images below the data set, such as "train/a.jpg". Absent: a few are chosen.'),
    count: z
      .number()
      .int()
      .min(1)
      .max(8)
      .default(3)
      .describe('How many images are chosen where none are named.'),
    variants: z.number().int().min(1).max(8).default(3).describe('At most so many variants of each image.'),
  },
  writes: false,
  takesLong: true,
  async perform({ input: folder, images = [], count, variants, ...given }, { composition }) {
    const at = composition.stores.locate(folder);
    const rows = images.length > 0 ? images.length : count;
    const load = async (address: string) => {
      const { recipe, from } = await loadRecipe(address, recipeOptions(given), composition);
      return { recipe: { ...recipe, variants: Math.min(recipe.variants, variants) }, from };
    };
    const lines: string[] = [];
    const sheet = await drawSheet(
      {
        addresses: images.length > 0 ? images.map((key) => at.at(key).address) : [folder],
        ...{ input: folder, images: count, columns: variants + 1 },
        tileWidth: Math.min(LARGEST_IMAGE, Math.floor(MOST_SIDE / Math.max(variants + 1, rows)) - GAP),
      },
      composition,
      load,
      (line) => lines.push(line),
    );
    const { raster, notes, failures, classes, objects } = sheet;
    const picture = await encode(within(raster, MOST_SIDE), { format: 'jpeg', quality: 85 });
    return {
      lines: [
        ...lines,
        ...describeNotes(notes, AGENT),
        ...failures.map(describeFailure),
        'next: change the recipe and preview again, or run',
      ],
      data: { notes, failures, classes, objects },
      picture,
    };
  },
});

/** The same, smaller if it does not fit a square of this side. */
function within(raster: Raster, side: number): Raster {
  const scale = Math.min(1, side / raster.width, side / raster.height);
  const [width, height] = [raster.width, raster.height].map((length) =>
    Math.max(1, Math.floor(length * scale)),
  );
  return shrink(Canvas.of(raster), width!, height!).raster;
}
