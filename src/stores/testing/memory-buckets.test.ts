import { describeStoreContract } from './contract.js';
import { StoreBelow } from './memory-buckets.js';
import { memoryStore } from './memory.js';

describeStoreContract('A prefix of a memory bucket', () =>
  Promise.resolve(new StoreBelow(memoryStore(), 'a/b/')),
);
