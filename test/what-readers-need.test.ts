import { describe, expect, it } from 'vitest';
import { convert, recipeWith } from './support/convert.js';
import { imageFiles } from './support/layout-files.js';

const FLIP = 'transforms: [HorizontalFlip: {p: 1}]\noutput: {originals: true}\n';
const LABELME = JSON.stringify({
  ...{ version: '5.0', flags: [], imagePath: '../images/a.jpg', imageData: null },
  shapes: [{ label: 'dog', shape_type: 'rectangle', points: [[8, 6], [40, 30]] }], // prettier-ignore
});
const xml = (head: string, name = 'dog') =>
  `<annotation>${head}<object><name>${name}</name><truncated>0</truncated><occluded>1</occluded>` +
  '<bndbox><xmin>9</xmin><ymin>7</ymin><xmax>40</xmax><ymax>30</ymax></bndbox></object></annotation>';

const textIn = (files: Readonly<Record<string, Uint8Array>>, key: string) =>
  new TextDecoder().decode(files[key]);

async function made(files: Readonly<Record<string, string | Uint8Array>>, recipe = FLIP, write = 'same') {
  const images = Object.keys(files).some((key) => key.endsWith('.jpg'))
    ? {}
    : await imageFiles('images/a.jpg');
  return convert({ ...images, ...files }, recipeWith([], recipe, write));
}

describe('classes without a name', () => {
  const yolo = { 'labels/a.txt': '0 0.5 0.5 0.2 0.2\n', 'data.yaml': "names: ['', dog]\n" };

  it.each(['voc', 'cvat', 'kitti', 'dota', 'csv', 'via'])('are left out by name: %s', async (write) => {
    const reason = `images/a.jpg: its labels cannot be written as ${write}: ${write} has no classes without a name; labels.classes.rename gives it one`;
    expect((await made(yolo, FLIP, write)).failures).toEqual([{ key: 'images/a.jpg', reason }]);
  });

  it.each(['coco', 'labelme', 'ndjson', 'createml', 'sagemaker', 'huggingface'])(
    'stay: %s',
    async (write) => {
      const { failures, records } = await made(yolo, FLIP, write);
      expect(failures).toEqual([]);
      expect(records[0]!.variants[0]!.annotations).toMatchObject({ objects: [{ class: '' }] });
    },
  );
});

describe('paths in labels lead to the image', () => {
  const pathIn = (files: Readonly<Record<string, Uint8Array>>, key: string) =>
    (JSON.parse(textIn(files, key)) as { imagePath: string }).imagePath;

  it('from LabelMe files in their own folder', async () => {
    const { files, failures } = await made({ 'labels/a.json': LABELME });
    expect(failures).toEqual([]);
    expect(pathIn(files, 'labels/a_jpg.v1.json')).toBe('../images/a_jpg.v1.jpg');
    expect(pathIn(files, 'labels/a.json')).toBe('../images/a.jpg');
  });

  it('from deeper folders, and from files beside the image', async () => {
    const images = await imageFiles('images/set/a.jpg', 'b.jpg');
    const { files } = await made({ ...images, 'labels/set/a.json': LABELME, 'b.json': LABELME });
    expect(pathIn(files, 'labels/set/a_jpg.v1.json')).toBe('../../images/set/a_jpg.v1.jpg');
    expect(pathIn(files, 'b_jpg.v1.json')).toBe('b_jpg.v1.jpg');
  });

  it('after a conversion', async () => {
    const yolo = { 'labels/a.txt': '0 0.5 0.5 0.2 0.2\n', 'data.yaml': 'names: [dog]\n' };
    const { files } = await made(yolo, FLIP, 'labelme');
    expect(pathIn(files, 'labels/a_jpg.v1.json')).toBe('../images/a_jpg.v1.jpg');
    expect(pathIn(files, 'labels/a.json')).toBe('../images/a.jpg');
  });

  it('from Pascal VOC files that have a path', async () => {
    const head = '<filename>a.jpg</filename><path>C:\\me\\a.jpg</path>';
    const { files } = await made({ 'annotations/a.xml': xml(head) });
    expect(textIn(files, 'annotations/a_jpg.v1.xml')).toContain('<path>../images/a_jpg.v1.jpg</path>');
  });
});

describe('Pascal VOC', () => {
  const CROP = 'transforms: [Crop: {x_min: 0, y_min: 0, x_max: 30, y_max: 48, p: 1}]\n';

  it('says that an object is truncated where the image cuts it off, and keeps what else is said of it', async () => {
    const { files } = await made({ 'annotations/a.xml': xml('') }, CROP);
    const text = textIn(files, 'annotations/a_jpg.v1.xml');
    expect(text).toContain('<truncated>1</truncated><occluded>1</occluded>');
    const flipped = await made({ 'annotations/a.xml': xml('') });
    expect(textIn(flipped.files, 'annotations/a_jpg.v1.xml')).toContain('<truncated>0</truncated>');
  });

  it('says so of objects of other formats too', async () => {
    const { files } = await made({ 'labels/a.json': LABELME }, CROP, 'voc');
    expect(textIn(files, 'annotations/a_jpg.v1.xml')).toContain('<truncated>1</truncated>');
  });

  const wide = (text: string, little: boolean) => {
    const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
    return little ? bytes : bytes.swap16();
  };
  it.each([
    ['UTF-16, little endian', wide(`<?xml version="1.0" encoding="UTF-16"?>${xml('', 'Käfer')}`, true)],
    ['UTF-16, big endian', wide(`<?xml version='1.0' encoding='utf-16'?>${xml('', 'Käfer')}`, false)],
    ['ISO-8859-1', Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>\n${xml('', 'Käfer')}`, 'latin1')],
    [
      'windows-1252',
      Buffer.from(`<?xml version="1.0" encoding="windows-1252"?>${xml('', 'Käfer')}`, 'latin1'),
    ],
  ])('is read in %s, and written in UTF-8 that says so', async (_name, bytes) => {
    const { files, failures } = await made({ 'annotations/a.xml': bytes });
    expect(failures).toEqual([]);
    const text = textIn(files, 'annotations/a_jpg.v1.xml');
    expect(text).toMatch(/^<\?xml version=.1\.0. encoding=.UTF-8.\?>/);
    expect(text).toContain('<name>Käfer</name>');
    expect(text).toContain('<xmin>25</xmin>');
  });

  it('names an encoding that it cannot read, and bytes that are not in the declared one', async () => {
    const unknown = await made({
      'annotations/a.xml': `<?xml version="1.0" encoding="EBCDIC-1"?>${xml('')}`,
    });
    expect(unknown.failures[0]!.reason).toBe(
      'annotations/a.xml: the encoding EBCDIC-1 is not known; save the file in UTF-8',
    );
    const latin = Buffer.from(xml('', 'Käfer'), 'latin1');
    expect((await made({ 'annotations/a.xml': latin })).failures[0]!.reason).toContain(
      'no text file in UTF-8'.replace('no', 'not a'),
    );
  });

  it.each(['cat\ndog\n', 'dog\r\n\r\ncat\r\n', 'background:::\ndog:1,2,3::\ncat\n'])(
    'may have a labelmap.txt of names: %j',
    async (text) => {
      const { files, failures } = await made({ 'annotations/a.xml': xml(''), 'labelmap.txt': text });
      expect(failures).toEqual([]);
      expect(textIn(files, 'labelmap.txt')).toBe(text);
    },
  );

  it('does not need a labelmap.txt that cannot be read, if nothing is painted', async () => {
    const { files, failures } = await made({ 'annotations/a.xml': xml(''), 'labelmap.txt': 'a:1,2,999::\n' });
    expect(failures.map(({ key }) => key)).toEqual(['labelmap.txt']);
    expect(files).toHaveProperty('annotations/a_jpg.v1.xml');
  });
});

it('a size that the image has lying down names the way out', async () => {
  const size = '<size><width>48</width><height>64</height></size>';
  const { notes } = await made({ 'annotations/a.xml': xml(size) });
  expect(notes.join('\n')).toContain('`decode: {exif: stored}`');
  const other = await made({ 'annotations/a.xml': xml(size.replace('48', '47')) });
  expect(other.notes.join('\n')).not.toContain('exif');
});
