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
  const formats: (string | undefined)[] = [];
  for (const key of Object.keys(files)) formats.push(await content.formatOf(key));
  expect(formats).toEqual(['yolo', 'yolo', 'yolo', 'dota']);
  expect(read).toEqual(['a/1.txt', 'a/2.txt', 'b/1.txt']);
});
