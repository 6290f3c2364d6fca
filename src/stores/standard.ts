import { directories } from './directory/factory.js';
import type { StoreFactory } from './location.js';
import { createStoreRegistry } from './registry.js';
import { s3 } from './s3/factory.js';

/** The kinds of Stores that this package brings: a line each. */
export const standardFactories: readonly StoreFactory[] = [directories, s3];

export const standardStores = createStoreRegistry(standardFactories);
