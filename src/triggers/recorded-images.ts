import { imagePrefixes, labelKeyAt } from '../dataset/placement.js';
import type { LayoutState } from '../state/dataset-state.js';
import type { Store } from '../stores/store.js';

/** The images with a Record that a label file of this key belongs to, by the known placements of labels. */
export async function recordedImages(
  label: string,
  state: Store,
  { placements }: Pick<LayoutState, 'placements'>,
): Promise<string[]> {
  const images = new Set<string>();
  for (const placement of placements)
    for (const prefix of imagePrefixes(placement, label))
      for await (const { key } of state.list(`records/${prefix}`)) {
        const image = key.slice('records/'.length, -'.json'.length);
        if (labelKeyAt(placement, image) === label) images.add(image);
      }
  return [...images];
}
