import fc from 'fast-check';

/** More runs where the environment asks for them, and others with INVENTORY_SEED. */
export const RUNS = {
  numRuns: Number(process.env['INVENTORY_RUNS'] ?? 300),
  ...(process.env['INVENTORY_SEED'] !== undefined && { seed: Number(process.env['INVENTORY_SEED']) }),
};

export const FOLDERS = [
  '',
  'images/',
  'labels/',
  'masks/',
  'train/images/',
  'train/labels/',
  'val/',
  'Labels/',
];
const NAMES = ['a', 'b', 'a.jpg', 'a_mask', 'a_jpg.v1', 'readme', 'data', 'classes', 'train', '.hidden', 'ü'];
const ENDINGS =
  '.jpg .PNG .png .heic .dng .jfif .txt .TXT .xml .json .jsonl .csv .yaml .cache .md .mat .db'.split(' ');
const COCO = JSON.stringify({
  images: [
    { id: 1, file_name: 'a.jpg', width: 8, height: 8 },
    { id: 2, file_name: 'gone.jpg', width: 8, height: 8 },
  ],
  annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [1, 1, 2, 2] }],
  categories: [{ id: 1, name: 'cat' }],
});
const TEXTS = [
  '',
  '0 0.5 0.5 0.2 0.2\n',
  'names: [cat, dog]\ntrain: train\nval: val\n',
  '<annotation><object><name>cat</name></object></annotation>',
  '<broken',
  COCO,
  '{"shapes": [], "imagePath": "a.jpg", "flags": {}}',
  'images/a.jpg\ntrain/images/b.jpg\n',
  'Car 0.00 0 -1.58 587.01 173.33\n',
  'some words',
];

export interface GeneratedFile {
  readonly key: string;
  readonly text: string;
}

/** A file of an input: layouts, formats, endings and contents at random, so that most do not fit each other. */
export const generatedFile: fc.Arbitrary<GeneratedFile> = fc
  .tuple(
    fc.constantFrom(...FOLDERS),
    fc.constantFrom(...NAMES),
    fc.constantFrom(...ENDINGS),
    fc.constantFrom(...TEXTS),
  )
  .map(([folder, name, ending, text]) => ({ key: folder + name + ending, text }));

/** A recipe with the settings that decide which files are used. */
export const generatedRecipe = fc
  .record({
    read: fc.constantFrom('auto', 'none', 'yolo', 'voc', 'coco'),
    others: fc.constantFrom('copy', 'skip'),
  })
  .map(({ read, others }) => `labels: {read: ${read}}\nsplits: {others: ${others}}\ntransforms: []`);
