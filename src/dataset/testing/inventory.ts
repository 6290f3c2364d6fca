import type { Inventory } from '../inventory.js';

/** The inventory of an input without files. */
export const EMPTY_INVENTORY: Inventory = {
  images: 0,
  formats: {},
  unlabelled: { count: 0, files: [] },
  splits: {},
  datasetFiles: [],
  lists: [],
  links: { count: 0, files: [] },
  unused: [],
  classes: [],
  rejected: { count: 0, labels: [] },
};
