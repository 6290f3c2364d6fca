import * as z from 'zod';
import { writePool } from '../pool.js';
import { input, recipeOptions, recipeParameters } from './parameters.js';
import { defineTool } from './tool.js';

export const poolTool = defineTool({
  name: 'pool',
  title: 'Write down what is mixed in',
  description:
    'Only for recipes that mix images (Mosaic, MixUp, CutMix, CopyPaste and others): writes the file that mix.pool of the recipe ' +
    'names, with the images of the data set that may be mixed in. Needed once before preview and run of such a recipe, and again ' +
    'after images have changed.',
  parameters: {
    input,
    ...recipeParameters,
    into: z
      .string()
      .min(1)
      .optional()
      .describe(
        'The data set that the images are mixed into, if they are not part of it, such as backgrounds. Its recipe counts, and ' +
          'its file is written. Default: the data set itself.',
      ),
    classes: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Only images with an object of one of these classes. Absent: all.'),
    sample: z.number().int().min(1).max(10_000_000).optional().describe('Only so many images. Absent: all.'),
  },
  writes: true,
  takesLong: true,
  async perform({ input: folder, into, classes: wanted, sample, ...given }, { composition }) {
    const lines: string[] = [];
    const flags = {
      ...recipeOptions(given),
      sample,
      ...(into !== undefined && { into }),
      ...(wanted && { classes: wanted }),
    };
    const { sources, failures, classes } = await writePool(folder, flags, composition, (line) =>
      lines.push(line),
    );
    return { lines: [...lines, 'next: preview'], data: { images: sources.length, failures, classes } };
  },
});
