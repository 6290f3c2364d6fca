import * as z from 'zod';

/** How outputs are cut into tiles: into a grid of so many or of such a size, or around objects. */
export const tiles = z
  .strictObject({
    rows: z.int().min(1).max(100).default(1).describe('Tiles from top to bottom.'),
    columns: z.int().min(1).max(100).default(1).describe('Tiles from left to right.'),
    size: z
      .tuple([z.int().min(1), z.int().min(1)], { error: 'expected [height, width] in pixels' })
      .optional()
      .meta({ examples: [[640, 640]] })
      .describe('Height and width of all tiles in pixels, in place of their number.'),
    overlap: z.number().min(0).max(0.9).default(0).describe('Share of a tile that the next one shows, too.'),
    objects: z
      .strictObject({
        margin: z
          .number()
          .min(0)
          .max(10)
          .default(0)
          .describe("What is shown around an object at each side: a share of the object's width and height."),
        folders: z
          .boolean()
          .default(false)
          .describe(
            'Whether each tile lies in a folder named as the class of its object, without other labels.',
          ),
      })
      .optional()
      .describe('One tile for each object, cut around it.'),
    of: z
      .enum(['images', 'variants'])
      .default('images')
      .describe(
        'What is cut: every image behind preprocess, originals and other splits too, before its transforms (images), or the results of the transforms (variants).',
      ),
  })
  .refine(
    ({ rows, columns, size, objects }) => [rows * columns > 1, size, objects].filter(Boolean).length <= 1,
    {
      error: 'expected either `rows` and `columns`, or `size`, or `objects`',
    },
  )
  .refine(({ objects, overlap }) => !objects || overlap === 0, {
    path: ['overlap'],
    error: 'tiles around objects have a `margin` in `objects`, and no overlap',
  });
