import { expect, it } from 'vitest';
import { builtInFormats } from '../core/formats/index.js';
import { memoryStore } from '../stores/testing/memory.js';
import { DecoratedStore } from '../stores/decorated-store.js';
import { LabelContent } from './label-content.js';

it('reads one label file of a folder, the first that has content', async () => {
  const store = memoryStore();
  const files = {
    'a/1.txt': '',
    'a/2.txt': '0 0.5 0.5 0.1 0.1\n',
    'a/3.txt': '0 0.5 0.5 0.1 0.1\n',
    'b/1.txt': '1 1 5 1 5 4 1 4 ship 0\n',
  };
  for (const [key, text] of Object.entries(files)) store.put(key, new TextEncoder().encode(text));
  const read: string[] = [];
  const counting = new (class extends DecoratedStore {
    override read(key: string) {
      read.push(key);
      return super.read(key);
    }
  })(store);
  const content = new LabelContent(counting, builtInFormats);
  await content.learn(Object.keys(files).slice(1));
  const formats: (string | undefined)[] = [];
  for (const key of [...Object.keys(files), 'c/1.txt']) formats.push(await content.formatOf(key));
  expect(formats).toEqual(['yolo', 'yolo', 'yolo', 'dota', undefined]);
  expect(read).toEqual(['a/2.txt', 'b/1.txt', 'c/1.txt']);
  expect(content.found()).toEqual({ 'a/*.txt': 'yolo', 'b/*.txt': 'dota' });
});

it('understands a single file as a listing understood its neighbours', async () => {
  const store = memoryStore();
  store.put('a/1.txt', new TextEncoder().encode('prose'));
  const content = new LabelContent(store, builtInFormats, { 'a/*.txt': 'dota' });
  expect(await content.formatOf('a/1.txt')).toBe('dota');
});
