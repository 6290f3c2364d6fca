import { describeStoreContract } from './contract.js';
import { memoryStore } from './memory.js';

// Tests of the jobs rely on these Stores, so they must keep the contract of real ones.
describeStoreContract('memoryStore', () => Promise.resolve(memoryStore()));
describeStoreContract('memoryStore without signatures', () =>
  Promise.resolve(memoryStore(undefined, { signs: false, appends: true })),
);
