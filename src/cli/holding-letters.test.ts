import { afterEach, expect, it, vi } from 'vitest';
import { holdingLetters } from './holding-letters.js';

afterEach(() => void vi.restoreAllMocks());

it('ends an interrupted command once its letters are put back, and not before', async () => {
  const order: string[] = [];
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    order.push(`exit ${code ?? ''}`);
    return undefined as never;
  });
  const held = holdingLetters(async (signal) => {
    process.emit('SIGINT');
    await Promise.resolve();
    order.push('put back');
    signal.throwIfAborted();
  });
  await expect(held).rejects.toThrow(/abort/i);
  expect(order).toEqual(['put back', 'exit 130']);
});

it('leaves no listener behind, and ends nothing that was not interrupted', async () => {
  const exit = vi.spyOn(process, 'exit');
  const before = process.listenerCount('SIGINT');
  expect(await holdingLetters(() => Promise.resolve(process.listenerCount('SIGINT')))).toBe(before + 1);
  expect(process.listenerCount('SIGINT')).toBe(before);
  expect(exit).not.toHaveBeenCalled();
});
