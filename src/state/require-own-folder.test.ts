import { describe, expect, it } from 'vitest';
import { UsageError } from '../core/errors.js';
import { memoryStore } from '../stores/testing/memory.js';
import { requireOwnFolder } from './require-own-folder.js';
import { STATE_FILES } from './state-file.js';

function stateOf(...keys: string[]) {
  const state = memoryStore();
  for (const key of keys) state.put(key, new Uint8Array());
  return state;
}

describe('the folder of a state', () => {
  it('may be empty', async () => {
    await expect(requireOwnFolder(stateOf())).resolves.toBeUndefined();
  });

  it('may hold every file that a state holds', async () => {
    for (const { path } of Object.values(STATE_FILES)) {
      const key = path.endsWith('/') ? `${path}a/b.jpg.json` : path;
      await expect(requireOwnFolder(stateOf(key, 'temporary/1'))).resolves.toBeUndefined();
    }
  });

  it.each(['notes.txt', 'images/a.jpg', 'recordsets/a.json', 'layout.jsonl'])(
    'may not hold %s beside them',
    async (key) => {
      const checking = requireOwnFolder(stateOf('records/a.jpg.json', key));
      await expect(checking).rejects.toThrow(UsageError);
      await expect(checking).rejects.toThrow(`s3://memory contains ${key}, which is part of no state`);
    },
  );

  it('is known by its layout, whatever lies beside it', async () => {
    await expect(requireOwnFolder(stateOf('layout.json', 'notes.txt'))).resolves.toBeUndefined();
  });
});
