import { describe, expect, it } from 'vitest';
import { keysOf } from '../stores/testing/contract.js';
import { memoryStore } from '../stores/testing/memory.js';
import { clearDeferred, listDeferred, noteDeferred } from './deferred.js';

describe('a deferred image', () => {
  it('is listed until it is cleared', async () => {
    const state = memoryStore();
    await noteDeferred(state, 'a/cat.jpg');
    await noteDeferred(state, 'b.jpg');
    const [first, second] = await listDeferred(state);
    expect([first!.key, second!.key]).toEqual(['a/cat.jpg', 'b.jpg']);
    await clearDeferred(state, first!);
    expect(await keysOf(state)).toEqual(['deferred/b.jpg.json']);
  });

  it('stays if it was deferred again meanwhile', async () => {
    const state = memoryStore();
    await noteDeferred(state, 'a.jpg');
    const [earlier] = await listDeferred(state);
    const before = await state.read(earlier!.stateKey);
    await noteDeferred(state, 'a.jpg');
    // Other bytes, for a Store whose versions are hashes of the content.
    expect((await state.read(earlier!.stateKey))!.bytes).not.toEqual(before!.bytes);
    await clearDeferred(state, earlier!);
    expect(await listDeferred(state)).toHaveLength(1);
  });
});
