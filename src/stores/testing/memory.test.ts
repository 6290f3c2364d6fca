import { describeStoreContract } from './contract.js';
import { memoryStore } from './memory.js';

// What tests of the jobs rely on, held to what they stand for.
describeStoreContract('memoryStore', () => Promise.resolve(memoryStore()));
describeStoreContract('memoryStore without signatures', () =>
  Promise.resolve(memoryStore(undefined, { signs: false })),
);
