import * as z from 'zod';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../core/errors.js';
import { memoryStore } from '../stores/testing/memory.js';
import { jsonSchema, STATE_FILES, StateFile } from './state-file.js';

const file = new StateFile('layout', z.object({ a: z.number(), b: z.exactOptional(z.array(z.string())) }));
const PATH = STATE_FILES.layout.path;
const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('a file of the state', () => {
  it('is canonical JSON with its version and one newline', () => {
    expect(textOf(file.encode({ b: ['x'], a: 1 }))).toBe('{"a":1,"b":["x"],"version":1}\n');
    expect(file.encode({ a: 1, b: ['x'] })).toEqual(file.encode({ b: ['x'], a: 1 }));
  });

  it('has its keys in the order of the content only where that is asked for', () => {
    const schema = z.object({ b: z.number(), a: z.number() });
    const textOfKind = (...order: [] | [true]) =>
      textOf(new StateFile('layout', schema, ...order).encode({ b: 1, a: 2 }));
    expect(textOfKind()).toBe('{"a":2,"b":1,"version":1}\n');
    expect(textOfKind(true)).toBe('{"version":1,"b":1,"a":2}\n');
  });

  it('reads every content that it wrote', () => {
    const content = fc.record(
      {
        a: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((a) => !Object.is(a, -0)),
        b: fc.array(fc.string({ unit: 'grapheme' })),
      },
      { requiredKeys: ['a'] },
    );
    fc.assert(
      fc.property(content, (one) => {
        expect(file.decode(file.encode(one), 'x')).toEqual({ ...one });
      }),
    );
  });

  it.each([
    ['', 'is damaged'],
    ['{"a":1,"version":', 'is damaged'],
    ['[]', 'is damaged'],
    ['{"a":1}', 'is damaged'],
    ['{"a":"1","version":1}', 'is damaged'],
    ['{"a":1,"b":[2],"version":1}', 'is damaged'],
    [
      '{"version":2}',
      'has version 2, and this program reads version 1: a newer version of this program wrote it',
    ],
    [
      '{"a":1,"version":0}',
      'has version 0, and this program reads version 1: an older version of this program wrote it',
    ],
  ])('that holds %j is refused by its name', async (text, reason) => {
    const state = memoryStore();
    state.put(PATH, bytesOf(text));
    await expect(file.read(state)).rejects.toThrow(StoreError);
    await expect(file.read(state)).rejects.toThrow(`s3://memory/${PATH} ${reason}`);
  });

  it.each([
    ['{"a":"1","version":1}', '"a"'],
    ['{"a":1}', '"version"'],
    ['{"a":1,"version":2}', undefined],
  ])('that holds %j is refused for good, with the field as the cause', (text, field) => {
    try {
      file.decode(bytesOf(text), 'x');
      expect.unreachable();
    } catch (error) {
      const { retryable, cause } = error as StoreError;
      expect(retryable).toBe(false);
      if (field === undefined) expect(cause).toBeUndefined();
      else expect((cause as Error).message).toContain(field);
    }
  });

  it('may leave a field to other code, but not leave it out', () => {
    const open = new StateFile('layout', z.object({ any: jsonSchema }));
    expect(open.decode(bytesOf('{"any":null,"version":1}'), 'x')).toEqual({ any: null });
    expect(() => open.decode(bytesOf('{"version":1}'), 'x')).toThrow('x is damaged');
  });

  it('that is not UTF-8 is refused', () => {
    const latin1 = Uint8Array.from([...bytesOf('{"a":1,"b":["'), 0xe9, ...bytesOf('"],"version":1}')]);
    expect(() => file.decode(latin1, 'x')).toThrow('x is damaged');
  });

  it('loses the fields that this version does not know', () => {
    expect(file.decode(bytesOf('{"a":1,"later":2,"version":1}'), 'x')).toEqual({ a: 1 });
  });

  it('replaces only the held file, and is not written if it is equal', async () => {
    const state = memoryStore();
    expect(await file.exchange(state, { a: 1 }, undefined)).toBe(true);
    const held = await file.read(state);
    expect(await file.exchange(state, { a: 1 }, held)).toBe(true);
    expect(state.writes.get(PATH)).toBe(1);
    expect(await file.exchange(state, { a: 2 }, held)).toBe(true);
    expect(await file.exchange(state, { a: 3 }, held)).toBe(false);
    expect(await file.exchange(state, { a: 3 }, undefined)).toBe(false);
    expect((await file.read(state))?.content).toEqual({ a: 2 });
  });
});
