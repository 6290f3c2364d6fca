/** Augments images together with their labels, reproducibly. */
export * from './core/index.js';
export { augmentImage } from './variants/augment-image.js';
export type { AugmentedImage, ImageRequest } from './variants/augment-image.js';
export { EngineQueue } from './variants/engine-queue.js';
export { assemble } from './jobs/assemble.js';
export { run } from './jobs/run.js';
export type { Failure } from './dataset/source.js';
export type { RunOptions, Summary } from './jobs/run.js';
export type { Progress } from './jobs/pool.js';
export { openStores } from './stores/open.js';
export type { OutputStores, Stores } from './stores/open.js';
export { bucketStores } from './stores/bucket-location.js';
export type { BucketKind } from './stores/bucket-location.js';
export type { BucketPrefix } from './stores/bucket-prefix.js';
export type { Expectation, StoreFactory, StoreLocation, StoreRole } from './stores/location.js';
export { createStoreRegistry } from './stores/registry.js';
export type { StoreRegistry } from './stores/registry.js';
export { verify } from './jobs/verify.js';
export type { Verification, VerifyOptions } from './jobs/verify.js';
export type { Finding } from './jobs/verify-source.js';
export { builtInCodecs, decode, encode, inspect } from './codecs/index.js';
export type {
  Allocate,
  DecodeOptions,
  EncodeSettings,
  ImageCodec,
  ImageFacts,
  StoredImage,
  Subsampling,
} from './core/image-codec.js';
export type { EncodeOptions } from './codecs/encode.js';
export type { ImageInfo, InspectOptions, Limits } from './codecs/inspect.js';
export type { Listed, ObjectStat, Store, Stored } from './stores/store.js';
export { DirectoryStore } from './stores/directory/directory.js';
