import { directories } from './directory/factory.js';
import { createStoreRegistry } from './registry.js';
import { s3 } from './s3/factory.js';

/** The kinds of Stores that commands know. */
export const standardStores = createStoreRegistry([directories, s3]);
