import { folderOf, relativePath } from '../../keys.js';
import type { WriteContext } from '../format.js';

/** The image's path from the folder of its label file, as labels name it: with `/`, wherever they lie. */
export function pathFromLabels({ fileName, image, labelsKey }: WriteContext): string {
  return labelsKey === undefined ? fileName : relativePath(folderOf(labelsKey), folderOf(image) + fileName);
}
