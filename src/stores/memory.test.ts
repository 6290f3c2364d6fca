import { describeStoreContract } from './testing/contract.js';
import { memoryStore } from './testing/memory.js';

// What tests of the jobs rely on, held to what they stand for.
describeStoreContract('memoryStore', () => Promise.resolve(memoryStore()));
