import type { Recipe } from '../core/recipe/schema.js';
import type { Inventory } from '../dataset/inventory.js';

/** What people notice only after training: what the training set lacks, and on what a trainer would be tested. */
export function describeTrainingSet(
  { splits, formats }: Pick<Inventory, 'splits' | 'formats'>,
  { output, labels }: Pick<Recipe, 'output' | 'labels'>,
): string[] {
  const lacksOriginals = !output.originals && Object.keys(splits).length > 0;
  const isConverted = Object.keys(formats).some((format) => format !== 'yolo');
  const lacksValidation = labels.write === 'yolo' && isConverted && splits['val'] === undefined;
  return [
    ...(lacksOriginals
      ? [
          'originals: not among the outputs of the augmented splits; the recipe adds them by `output: {originals: true}`',
        ]
      : []),
    ...(lacksValidation
      ? ['validation: no image is in a split val, so data.yaml names the training images for it, too']
      : []),
  ];
}
