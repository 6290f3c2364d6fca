/** Augments images together with their labels, reproducibly. */
export * from './core/index.js';
export { createAugmenter } from './augmenter.js';
export type { Augmenter } from './augmenter.js';
export { definePackage } from './packages/package.js';
export type { AugmentPackage } from './packages/package.js';
export type { Assembled, AssembleOptions } from './jobs/assemble.js';
export type { StalePolicy } from './state/write-once.js';
export { augmentImage } from './variants/augment-image.js';
export type { AugmentedImage, ImageRequest } from './variants/augment-image.js';
export { EngineQueue } from './variants/engine-queue.js';
export type { KeptImage, KeptImages } from './variants/kept-images.js';
export type { MemoryBudget } from './variants/byte-budget.js';
export { assemble } from './jobs/assemble.js';
export { run } from './jobs/run.js';
export type { Failure } from './dataset/source.js';
export type { ClassCount, Inventory, NamedFiles, UnusedFiles } from './dataset/inventory.js';
export type { RejectedLabel, RejectedLabels } from './dataset/rejected-labels.js';
export { UNUSED_REASONS } from './dataset/unused.js';
export type { UnusedReason } from './dataset/unused.js';
export type { ImageResult, RunOptions, Summary } from './jobs/run.js';
export type { Balance, BalancedClass } from './dataset/balance.js';
export type {
  ClassLoss,
  MovedClass,
  MovedCounts,
  MovedObjects,
  ShownCopies,
} from './variants/moved-objects.js';
export type { PoolOptions, Progress } from './jobs/pool.js';
export { openStores } from './stores/open.js';
export type { OutputStores, Stores, StoreSettings } from './stores/open.js';
export { bucketStores } from './stores/bucket-location.js';
export type { BucketKind } from './stores/bucket-location.js';
export type { BucketPrefix } from './stores/bucket-prefix.js';
export type {
  Expectation,
  FileSettings,
  OpenSettings,
  StoreFactory,
  StoreLocation,
  StoreRole,
} from './stores/location.js';
export { createStoreRegistry } from './stores/registry.js';
export type { StoreRegistry } from './stores/registry.js';
export { verify } from './jobs/verify.js';
export type { Verification, VerifyOptions } from './jobs/verify.js';
export type { Finding } from './jobs/verify-source.js';
export { inspectDataset } from './jobs/inspect.js';
export type { InspectDatasetOptions } from './jobs/inspect.js';
export { reportSchema as inspectionReportSchema } from './inspection/report.js';
export type { Report as InspectionReport } from './inspection/report.js';
export { FINDING_KINDS } from './inspection/kinds.js';
export type { FindingKind } from './inspection/kinds.js';
export { builtInCodecs, decode, encode, inspect } from './codecs/index.js';
export type { EncodeOptions } from './codecs/encode.js';
export type { ImageInfo, InspectOptions, Limits } from './codecs/inspect.js';
export type { FollowedLink, LeftOut, LeftOutReason } from './stores/store.js';
export type { DirectoryOptions } from './stores/directory/directory.js';
export type {
  Hashed,
  KeyRange,
  LargeContent,
  Listed,
  ObjectStat,
  Output,
  Store,
  Stored,
} from './stores/store.js';
export { DirectoryStore } from './stores/directory/directory.js';
