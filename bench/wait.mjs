// A transform that waits without using a processor, to measure more threads than there are processors. Run it as a package:
// augment run images augmented --recipe recipe.yaml --package bench/wait.mjs --workers 8, with `transforms: [Wait]`.
import * as z from 'zod';
import { definePackage, defineTransform } from '../dist/index.js';

const wait = defineTransform({
  name: 'Wait',
  group: 'pixel',
  summary: 'Waits, and changes nothing.',
  p: 1,
  deterministic: () => true,
  schema: z.object({ ms: z.number().min(0).default(40).describe('How long, in milliseconds.') }),
  sample({ ms }) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    return { sampled: { ms }, operations: [] };
  },
});

export default definePackage({
  name: 'bench-wait',
  version: '1.0.0',
  module: import.meta.url,
  transforms: [wait],
});
