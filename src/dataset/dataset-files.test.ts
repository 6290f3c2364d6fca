import { describe, expect, it } from 'vitest';
import { builtInFormats } from '../core/formats/index.js';
import { memoryStore } from '../stores/testing/memory.js';
import { describesDataset, readDatasetFiles, reopenDatasetFile } from './dataset-files.js';

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const CATEGORIES = [{ id: 1, name: 'cat' }];

async function readAll(files: Readonly<Record<string, Uint8Array>>, images: readonly string[]) {
  const store = memoryStore();
  for (const [key, bytes] of Object.entries(files)) store.put(key, bytes);
  const sizes = new Map(Object.entries(files).map(([key, bytes]) => [key, bytes.length]));
  return readDatasetFiles(store, sizes, images, [], builtInFormats.all);
}

describe('files about the whole data set', () => {
  it('may have any number of labels that belong to no image', async () => {
    const count = 200_000;
    const annotations = Array.from({ length: count }, (_, i) => ({ id: i, image_id: i + 2, category_id: 1 }));
    const images = [{ id: 1, file_name: 'a.jpg' }];
    const coco = encode({ images, annotations, categories: CATEGORIES });
    const { files, warnings } = await readAll({ 'coco.json': coco }, ['a.jpg']);
    expect(files).toHaveLength(1);
    expect(warnings).toHaveLength(count);
    expect(warnings.at(-1)).toBe('coco.json: annotation 199999: the file has no image with id 200001');
  });

  it('are not looked for among the label files of images, of which there may be many', async () => {
    const store = memoryStore();
    const images = ['JPEGImages/a.jpg', 'images/train/b.jpg', 'c.jpg'];
    const labels = ['Annotations/a.xml', 'annotations/train/b.json', 'c.xml'];
    const sizes = new Map([...images, ...labels, 'annotations.xml'].map((key) => [key, 1]));
    const placements = [
      { role: 'labels', from: 'JPEGImages', to: 'Annotations', stem: '', ending: '.xml' },
      { role: 'labels', from: 'images', to: 'annotations', stem: '', ending: '.json' },
    ] as const;
    const read: string[] = [];
    Object.assign(store, { read: (key: string) => Promise.resolve(void read.push(key)) });
    await readDatasetFiles(store, sizes, images, placements, builtInFormats.all);
    expect(read).toEqual(['annotations.xml']);
  });

  it('are sorted by how much they declare about the same images', async () => {
    const coco = encode({ images: [{ id: 1, file_name: 'a.jpg' }], annotations: [], categories: CATEGORIES });
    const names = ['captions.json', 'other.json', 'person_keypoints.json', 'instances.json'];
    const { files } = await readAll(Object.fromEntries(names.map((name) => [name, coco])), ['a.jpg']);
    expect(files.map(({ file }) => file.key)).toEqual(names.reverse());
  });

  it('are recognised by their names, or by their content if only that decides', () => {
    const describing = (key: string, bytes?: Uint8Array) => describesDataset(key, bytes, builtInFormats);
    for (const key of ['data.yaml', 'a/Labelmap.TXT', 'obj.names']) expect(describing(key), key).toBe(true);
    const coco = encode({ images: [] });
    expect(describing('a.JSON', coco)).toBe(true);
    expect(describing('a.json')).toBe(false);
    expect(describing('a.json', encode({ shapes: [] }))).toBe(false);
    expect(describing('a.txt', coco)).toBe(false);
  });

  it('name the images that they could mean if there are several, and none of them gets labels', async () => {
    const images = ['a.jpg', 'b.jpg', 'c.jpg'].map((file_name, id) => ({ id, file_name }));
    const coco = encode({ images, annotations: [], categories: CATEGORIES });
    const { files, warnings } = await readAll({ 'l.json': coco }, ['x/a.jpg', 'y/A.jpg', 'b.jpg']);
    expect(warnings).toEqual([
      'l.json: 1 of 3 images not found (c.jpg)',
      'l.json: 1 of 3 images could be several, and none gets these labels (a.jpg: x/a.jpg or y/A.jpg): write the folder with the name',
    ]);
    expect(['x/a.jpg', 'y/A.jpg'].map((key) => files[0]!.partOf!(key))).toEqual([undefined, undefined]);
  });

  it('name the images that they name twice', async () => {
    const rows = ['a.jpg', 'a.jpg', 'c.jpg'].map((file_name) =>
      JSON.stringify({ file_name, objects: { bbox: [], category: [] } }),
    );
    const file = new TextEncoder().encode(rows.join('\n'));
    const { warnings } = await readAll({ 'metadata.jsonl': file }, ['a.jpg', 'b.jpg']);
    expect(warnings).toEqual([
      'metadata.jsonl: 1 of 3 images not found (c.jpg)',
      'metadata.jsonl: 1 of 3 images named before, and the first counts (a.jpg)',
    ]);
  });

  it('give each image its part again, whatever its name in the file', async () => {
    const images = [
      { id: 1, file_name: 'a.jpg' },
      { id: 2, file_name: 'elsewhere/B.jpg' },
    ];
    const annotations = [1, 2].map((id) => ({ id, image_id: id, category_id: 1, bbox: [0, 0, id, id] }));
    const bytes = encode({ images, annotations, categories: CATEGORIES });
    const keys = ['photos/a.jpg', 'other/b.jpg'];
    const { files } = await readAll({ 'coco.json': bytes }, keys);
    const reopened = reopenDatasetFile(files[0]!.file, bytes, builtInFormats);
    for (const key of keys) expect(reopened.partOf!(key)).toEqual(files[0]!.partOf!(key));
    expect(files[0]!.partOf!('other/b.jpg')).toMatchObject({ image: 'elsewhere/B.jpg' });
  });
});
