import { describe, expect, it } from 'vitest';
import { BOX, cocoIn, COPY, IMAGE, json, runInMemory as runOn } from './support/in-memory.js';
import type { Coco } from './support/in-memory.js';
import { FLIP, imageFiles } from './support/layout-files.js';

describe('several COCO files about one image', () => {
  const image = (id: number, name: string) => ({ ...IMAGE, id, file_name: name });
  const about = (category: string, ...boxes: readonly (readonly [name: string, bbox: readonly number[]])[]) =>
    json({
      images: boxes.map(([name], i) => image(i + 1, name)),
      annotations: boxes.map(([, bbox], i) => ({ ...BOX, id: i + 1, image_id: i + 1, bbox })),
      categories: [{ id: 1, name: category }],
    });
  const boxesIn = (text: string) => {
    const { images, annotations } = cocoIn(text);
    return Object.fromEntries(
      images.map(({ id, file_name: name }) => [
        name,
        annotations.filter((one) => one.image_id === id).map(({ bbox }) => bbox),
      ]),
    );
  };

  it('all give labels, and each gets its own back', async () => {
    const files = {
      ...(await imageFiles('a.jpg', 'b.jpg', 'c.jpg')),
      'cats.json': about('cat', ['a.jpg', [20, 20, 40, 10]], ['b.jpg', [10, 20, 40, 10]]),
      'dogs.json': about('dog', ['b.jpg', [1, 1, 9, 9]], ['c.jpg', [2, 3, 9, 9]]),
      'cows.json': about('cow', ['b.jpg', [4, 4, 4, 4]]),
    };
    const { text, notes } = await runOn(files, FLIP);
    expect(boxesIn(text('cats.json'))).toEqual({
      'a_jpg.v1.jpg': [[4, 20, 40, 10]],
      'b_jpg.v1.jpg': [[14, 20, 40, 10]],
    });
    expect(boxesIn(text('dogs.json'))).toEqual({
      'b_jpg.v1.jpg': [[54, 1, 9, 9]],
      'c_jpg.v1.jpg': [[53, 3, 9, 9]],
    });
    expect(boxesIn(text('cows.json'))).toEqual({ 'b_jpg.v1.jpg': [[56, 4, 4, 4]] });
    expect(cocoIn(text('dogs.json')).categories).toEqual([{ id: 1, name: 'dog' }]);
    expect(notes).toEqual([]);
  });

  it('are all converted, and an object in several of them is one', async () => {
    const person = { ...BOX, bbox: [8, 12, 16, 24] };
    const files = {
      ...(await imageFiles('a.jpg')),
      'annotations/instances_all.json': json({
        images: [IMAGE],
        annotations: [person, { ...BOX, id: 2, category_id: 2, bbox: [0, 0, 32, 12] }],
        categories: [{ id: 1, name: 'person' }, { id: 2, name: 'dog' }], // prettier-ignore
      }),
      'annotations/person_keypoints_all.json': json({
        images: [{ ...IMAGE, id: 9 }],
        annotations: [{ ...person, id: 7, image_id: 9, keypoints: [16, 24, 2], num_keypoints: 1 }],
        categories: [{ id: 1, name: 'person', keypoints: ['nose'], skeleton: [] }],
      }),
      'annotations/captions_all.json': json({
        images: [IMAGE],
        annotations: [{ id: 3, image_id: 1, caption: 'A person and a dog.' }],
      }),
    };
    const yolo = await runOn(files, `${COPY}labels: {write: yolo}\n`);
    expect(yolo.text('a.txt')).toBe(
      '1 0.250000 0.125000 0.500000 0.250000 0.000000 0.000000 0\n0 0.250000 0.500000 0.250000 0.500000 0.250000 0.500000 2\n',
    );
    const { text, records } = await runOn(files, FLIP);
    expect(records[0]!.variants[0]!.report.kept).toBe(2);
    expect(records[0]!.objects).toEqual([{ name: 'dog', objects: 1 }, { name: 'person', objects: 1 }]); // prettier-ignore
    const [instances, poses, captions] = ['instances', 'person_keypoints', 'captions'].map((kind) =>
      cocoIn(text(`annotations/${kind}_all.json`)),
    ) as [Coco, Coco, Coco];
    expect(instances.annotations.map(({ bbox }) => bbox)).toEqual([[40, 12, 16, 24], [32, 0, 32, 12]]); // prettier-ignore
    expect(instances.annotations.some((one) => 'keypoints' in one)).toBe(false);
    expect(poses.annotations).toMatchObject([{ bbox: [40, 12, 16, 24], keypoints: [48, 24, 2] }]);
    expect(captions.annotations).toEqual([{ id: 1, image_id: 1, caption: 'A person and a dog.' }]);
  });

  it('may be one file in which the image stands twice', async () => {
    const labels = json({
      images: [image(1, 'a.jpg'), image(2, 'a.jpg')],
      annotations: [BOX, { ...BOX, id: 2, image_id: 2, bbox: [1, 1, 9, 9] }],
      categories: [{ id: 1, name: 'cat' }],
    });
    const { text } = await runOn({ ...(await imageFiles('a.jpg')), 'labels.json': labels }, FLIP);
    expect(boxesIn(text('labels.json'))).toEqual({ 'a_jpg.v1.jpg': [[14, 20, 40, 10], [54, 1, 9, 9]] }); // prettier-ignore
  });
});

describe('names in a COCO file', () => {
  const naming = (...names: readonly string[]) =>
    json({
      images: names.map((name, i) => ({ ...IMAGE, id: i + 1, file_name: name })),
      annotations: names.map((_, i) => ({ ...BOX, id: i + 1, image_id: i + 1 })),
      categories: [{ id: 1, name: 'cat' }],
    });

  it.each([
    ['another ending', 'a.png', 'a.jpg'],
    ['no ending', 'sub/a.b', 'sub/a.b.jpg'],
    ['an address', 'my%20cat.jpg?size=2', 'my cat.jpg'],
    ['an address with another ending', 'https://x.org/set/my%20cat.png#1', 'set/my cat.jpg'],
  ])('lead to the image with %s', async (_, name, key) => {
    const { text, notes, files } = await runOn(
      { ...(await imageFiles(key)), 'labels.json': naming(name) },
      FLIP,
    );
    const { images, annotations } = cocoIn(text('labels.json'));
    expect(images.map(({ file_name: written }) => written in files)).toEqual([true]);
    expect(annotations).toMatchObject([{ bbox: [14, 20, 40, 10] }]);
    expect(notes).toEqual([]);
  });

  it('that lead to no image, or to several, are told', async () => {
    const files = await imageFiles('x/a.jpg', 'y/a.jpg', 'c.v2.jpg', 'd.jpg');
    const labels = naming('a.png', 'c.png', 'd.jpg', 'd.png', 'e.jpg');
    const { notes } = await runOn({ ...files, 'labels.json': labels }, FLIP);
    expect(notes).toContain('labels.json: 4 of 5 images not found (a.png, c.png, d.png, …)');
  });
});

it('images without labels are in a COCO file that is made of YOLO', async () => {
  const files = {
    ...(await imageFiles('images/a.jpg', 'images/b.jpg')),
    'labels/a.txt': '0 0.5 0.5 0.5 0.5\n',
    'data.yaml': 'names: [cat]\n',
  };
  const { text } = await runOn(files, `${FLIP}labels: {write: coco}\n`);
  const { images } = cocoIn(text('annotations/instances_all.json'));
  expect(images.map(({ file_name: name }) => name)).toEqual(['images/a_jpg.v1.jpg', 'images/b_jpg.v1.jpg']);
});
