import sharp from 'sharp';

const CAT: [number, number][] = [
  [16, 12],
  [48, 12],
  [48, 36],
];
const polygonOf = (points: [number, number][]) =>
  `<polygon>${points.map(([x, y]) => `<pt><x>${x}</x><y>${y}</y></pt>`).join('')}</polygon>`;
export const DOG = [8, 6, 40, 30];
const DOG_CORNERS: [number, number][] = [
  [8, 6],
  [40, 6],
  [40, 30],
  [8, 30],
];
const rowOf = (points: [number, number][]) => points.map(([x, y]) => `${x / 64} ${y / 48}`).join(' ');
export const CSV_HEADER = 'frame,width,height,object,xmin,ymin,xmax,ymax\n';

/** A dog's box (in YOLO its corners, as rows of one file are of one kind) and a cat's triangle in an image of 64 × 48; masks have pixels of class 1, and no objects. */
export const LABELS: Readonly<Record<string, () => Promise<Record<string, string | Uint8Array>>>> = {
  yolo: () =>
    Promise.resolve({
      'data.yaml': 'names: [cat, dog]\n',
      'JPEGImages/a.txt': `1 ${rowOf(DOG_CORNERS)}\n0 ${rowOf(CAT)}\n`,
    }),
  voc: () =>
    Promise.resolve({
      'Annotations/a.xml':
        '<annotation><filename>a.jpg</filename>' +
        '<object><name>dog</name><bndbox><xmin>9</xmin><ymin>7</ymin><xmax>40</xmax><ymax>30</ymax></bndbox></object>' +
        '<object><name>cat</name><bndbox><xmin>17</xmin><ymin>13</ymin><xmax>48</xmax><ymax>36</ymax></bndbox></object>' +
        '</annotation>',
    }),
  coco: () =>
    Promise.resolve({
      'coco.json': JSON.stringify({
        images: [{ id: 0, file_name: 'a.jpg', width: 64, height: 48 }],
        annotations: [
          { id: 0, image_id: 0, category_id: 7, bbox: [8, 6, 32, 24], area: 768, iscrowd: 0 },
          {
            id: 1,
            image_id: 0,
            category_id: 0,
            bbox: [16, 12, 32, 24],
            area: 384,
            segmentation: [CAT.flat()],
          },
        ],
        categories: [
          { id: 0, name: 'cat' },
          { id: 7, name: 'dog' },
        ],
      }),
    }),
  cvat: () =>
    Promise.resolve({
      'annotations.xml':
        '<annotations><image id="0" name="a.jpg" width="64" height="48">' +
        `<box label="dog" xtl="${DOG[0]}" ytl="${DOG[1]}" xbr="${DOG[2]}" ybr="${DOG[3]}"/>` +
        `<polygon label="cat" points="${CAT.map(String).join(';')}"/></image></annotations>`,
    }),
  labelme: () =>
    Promise.resolve({
      'JPEGImages/a.json': JSON.stringify({
        ...{ version: '5.0', imagePath: 'a.jpg', imageData: null, flags: {} },
        shapes: [
          { label: 'dog', shape_type: 'rectangle', points: [DOG.slice(0, 2), DOG.slice(2)] },
          { label: 'cat', shape_type: 'polygon', points: CAT },
        ],
      }),
    }),
  mask: async () => {
    const pixels = Buffer.from(Array.from({ length: 64 * 48 }, (_, i) => Number(i % 64 < 10)));
    const grey = sharp(pixels, { raw: { width: 64, height: 48, channels: 1 } }).toColourspace('b-w');
    return { 'JPEGImages/a_mask.png': await grey.png().toBuffer() };
  },
  kitti: () =>
    Promise.resolve({
      'JPEGImages/a.txt':
        `dog 0.00 0 -1.57 ${DOG.join(' ')} 2.85 2.63 12.34 0.47 1.49 69.44 -1.56\n` +
        'cat 0.00 0 -10 16 12 48 36 -1 -1 -1 -1000 -1000 -1000 -10\n',
    }),
  dota: () =>
    Promise.resolve({
      'JPEGImages/a.txt':
        'imagesource:Drone\ngsd:null\n8 6 40 6 40 30 8 30 dog 0\n16 12 48 12 48 36 16 36 cat 1\n',
    }),
  via: () =>
    Promise.resolve({
      'JPEGImages/via_region_data.json': JSON.stringify({
        'a.jpg1234': {
          ...{ filename: 'a.jpg', size: 1234, file_attributes: {} },
          regions: [
            {
              shape_attributes: { name: 'rect', x: 8, y: 6, width: 32, height: 24 },
              region_attributes: { type: 'dog' },
            },
            {
              shape_attributes: {
                ...{
                  name: 'polygon',
                  all_points_x: CAT.map(([x]) => x),
                  all_points_y: CAT.map(([, y]) => y),
                },
              },
              region_attributes: { type: 'cat' },
            },
          ],
        },
      }),
    }),
  createml: () =>
    Promise.resolve({
      'JPEGImages/_annotations.createml.json': JSON.stringify([
        {
          image: 'a.jpg',
          annotations: [
            { label: 'dog', coordinates: { x: 24, y: 18, width: 32, height: 24 } },
            { label: 'cat', coordinates: { x: 32, y: 24, width: 32, height: 24 } },
          ],
        },
      ]),
    }),
  ndjson: () =>
    Promise.resolve({
      'dataset.ndjson': [
        { type: 'dataset', task: 'segment', class_names: { 0: 'cat', 1: 'dog' } },
        {
          ...{ type: 'image', file: 'a.jpg', width: 64, height: 48, split: 'train' },
          annotations: {
            segments: [
              [1, 0.125, 0.125, 0.625, 0.125, 0.625, 0.625, 0.125, 0.625],
              [0, ...CAT.flatMap(([x, y]) => [x / 64, y / 48])],
            ],
          },
        },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
    }),
  csv: () =>
    Promise.resolve({
      'JPEGImages/_annotations.csv': `filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,64,48,dog,${DOG.join(',')}\na.jpg,64,48,cat,16,12,48,36\n`,
    }),
  huggingface: () =>
    Promise.resolve({
      'JPEGImages/metadata.jsonl': JSON.stringify({
        file_name: 'a.jpg',
        objects: {
          bbox: [
            [8, 6, 32, 24],
            [16, 12, 32, 24],
          ],
          categories: ['dog', 'cat'],
        },
      }),
    }),
  sagemaker: () =>
    Promise.resolve({
      'output.manifest': JSON.stringify({
        'source-ref': 's3://bucket/JPEGImages/a.jpg',
        boxes: {
          image_size: [{ width: 64, height: 48, depth: 3 }],
          annotations: [
            { class_id: 1, left: 8, top: 6, width: 32, height: 24 },
            { class_id: 0, left: 16, top: 12, width: 32, height: 24 },
          ],
        },
        'boxes-metadata': { 'class-map': { 0: 'cat', 1: 'dog' }, objects: [{ confidence: 1 }, {}] },
      }),
    }),
  labelstudio: () =>
    Promise.resolve({
      'project.json': JSON.stringify([
        {
          data: { image: '/data/upload/1/0a1b2c3d-a.jpg' },
          annotations: [
            {
              result: [
                {
                  type: 'rectanglelabels',
                  value: { x: 12.5, y: 12.5, width: 50, height: 50, rotation: 0, rectanglelabels: ['dog'] },
                },
                {
                  type: 'polygonlabels',
                  value: { points: CAT.map(([x, y]) => [x / 0.64, y / 0.48]), polygonlabels: ['cat'] },
                },
              ],
            },
          ],
        },
      ]),
    }),
  labelmexml: () =>
    Promise.resolve({
      'Annotations/a.xml':
        '<annotation><filename>a.jpg</filename>' +
        `<object><name>dog</name><deleted>0</deleted><type>bounding_box</type>${polygonOf([
          [8, 6],
          [40, 6],
          [40, 30],
          [8, 30],
        ])}</object>` +
        `<object><name>cat</name><deleted>0</deleted>${polygonOf(CAT)}</object>` +
        '</annotation>',
    }),
  frames: () =>
    Promise.resolve({
      'JPEGImages/_frames.csv': `${CSV_HEADER}a.jpg,64,48,dog,${DOG.join(',')}\na.jpg,64,48,cat,16,12,48,36\n`,
    }),
};
