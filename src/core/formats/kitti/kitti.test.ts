import { describe, expect, it } from 'vitest';
import type { AnnotatedObject } from '../../annotations/model.js';
import { describeFormatContract } from '../testing/contract.js';
import { kitti } from './kitti.js';

const size = { width: 1242, height: 375 };
const TRUCK = 'Truck 0.00 0 -1.57 600.50 150.00 630.25 190.00 2.85 2.63 12.34 0.47 1.49 69.44 -1.56';
const CUT = 'Car 0.43 3 -1.65 0.00 160.00 120.00 200.00 1.86 0.60 2.02 4.59 1.32 45.84 -1.55';
const IGNORED = 'DontCare -1 -1 -10 500 170 590 190 -1 -1 -1 -1000 -1000 -1000 -10';

describeFormatContract(kitti, {
  tolerance: 0.0051,
  samples: [
    { name: 'labels of the training set', ...size, keeps: 'bytes', labels: `${TRUCK}\n${CUT}\n${IGNORED}\n` },
    { name: 'detections with a score', ...size, keeps: 'bytes', labels: `${TRUCK} 0.98\n` },
    {
      name: 'whole numbers only',
      width: 20,
      height: 10,
      keeps: 'bytes',
      labels: 'Van 1.0 1 -1 0 0 2 2 -1 -1 -1 -1 -1 -1 -1\n',
    },
    {
      name: 'names with blanks and numbers',
      ...size,
      keeps: 'bytes',
      labels: `Person sitting${TRUCK.slice(5)}\nTruck 2${TRUCK.slice(5)}\nTruck 2${TRUCK.slice(5)} 0.5\n`,
    },
    {
      name: 'CRLF, a BOM, tabs, blank lines',
      ...size,
      keeps: 'meaning',
      labels: `\uFEFF${TRUCK.replaceAll(' ', '\t')}\r\n\r\n${CUT}\r\n`,
    },
    {
      name: 'rows that are no objects',
      ...size,
      keeps: 'meaning',
      labels: `Car 0 0\nCar 0.00 0 -1.57 600 x 630 190 2.85 2.63 12.34 0.47 1.49 69.44 -1.56\nCar 0.00 0 -1.57 630 150 600 190 2.85 2.63 12.34 0.47 1.49 69.44 -1.56\n${TRUCK}\n`,
      problems: [
        '1: 3 columns: expected 15',
        "2: 'x' is not a number",
        '3: a box from 630,150 to 600,190 has no area',
      ],
    },
  ],
});

describe('KITTI', () => {
  const context = {
    image: 'image_2/a.png',
    ...size,
    channels: 3 as const,
    schema: { classes: [] },
    fileName: 'a.png',
  };
  const read = (text: string) =>
    kitti.read([{ role: 'labels', key: 'label_2/a.txt', bytes: new TextEncoder().encode(text) }], context)
      .annotations;
  const write = (objects: readonly AnnotatedObject[]) =>
    new TextDecoder().decode(kitti.write({ ...size, objects, labelMaps: [], tags: [] }, context)[0]!.bytes);
  const moved = (text: string, box: AnnotatedObject['box']) =>
    write(read(text).objects.map((object) => ({ ...object, box: box! })));

  it('reads names from the left of the numbers', () => {
    const rows = `Person sitting${TRUCK.slice(5)}\nTruck 2${TRUCK.slice(5)} 0.5\n`;
    expect(read(rows).objects.map((object) => object.class)).toEqual(['Person sitting', 'Truck 2']);
  });

  it('takes regions in which nothing was labelled for crowds, so that no trainer learns them as objects', () => {
    expect(read(`${TRUCK}\n${IGNORED}\n`).objects.map(({ crowd }) => crowd)).toEqual([undefined, true]);
  });

  it('writes what the camera saw as unknown if the box moved, and keeps sizes in metres', () => {
    expect(moved(`${TRUCK} 0.98\n`, [10, 20, 30, 40])).toBe(
      'Truck 0.00 0 -10 10.00 20.00 30.00 40.00 2.85 2.63 12.34 -1000 -1000 -1000 -10 0.98\n',
    );
  });

  it('keeps the truncated share of a mirrored box, and writes that of a box cut at an edge as unknown', () => {
    expect(moved(CUT, [1122, 160, 1242, 200])).toMatch(/^Car 0\.43 3 -10 1122\.00/);
    expect(moved(CUT, [0, 160, 60, 200])).toMatch(/^Car -1 3 -10 0\.00/);
    expect(moved(TRUCK, [1232, 160, 1242, 200])).toMatch(/^Truck -1 0/);
  });

  it('writes objects of other formats with unknown values', () => {
    expect(write([{ class: ' traffic \n light', box: [1, 2, 3, 4] }])).toBe(
      'traffic_light 0.00 0 -10 1.00 2.00 3.00 4.00 -1 -1 -1 -1000 -1000 -1000 -10\n',
    );
  });
});
