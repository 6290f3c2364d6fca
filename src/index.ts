/** Augments photos together with their labels, reproducibly. */
export * from './core/index.js';
export { augmentImage } from './jobs/augment-image.js';
export type { AugmentedImage, ImageRequest } from './jobs/augment-image.js';
export { assemble } from './jobs/assemble.js';
export { run } from './jobs/run.js';
export type { Failure } from './dataset/source.js';
export type { RunOptions, Summary } from './jobs/run.js';
export type { Progress } from './jobs/pool.js';
export { openPlaces } from './jobs/stores.js';
export type { Places } from './jobs/stores.js';
export { verify } from './jobs/verify.js';
export type { Verification, VerifyOptions } from './jobs/verify.js';
export type { Finding } from './jobs/verify-source.js';
export { decode } from './codecs/decode.js';
export { encode } from './codecs/encode.js';
export { inspect } from './codecs/inspect.js';
export type { Listed, Store, Stored } from './stores/store.js';
export { DirectoryStore } from './stores/directory.js';
