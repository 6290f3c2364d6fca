import { describe, expect, it } from 'vitest';
import type { AnnotatedObject, Annotations } from '../annotations/model.js';
import type { Raster, RasterOf } from '../engine/raster.js';
import { classColours, indexColour } from './colour.js';
import { contactSheet } from './contact-sheet.js';
import { textDots, textWidth } from './font.js';
import { drawAnnotations } from './labels.js';

function plain(width: number, height: number, level = 100): RasterOf<8> {
  return { width, height, channels: 1, depth: 8, data: new Uint8Array(width * height).fill(level) };
}

function labels(width: number, height: number, ...objects: Partial<AnnotatedObject>[]): Annotations {
  return {
    width,
    height,
    objects: objects.map((object) => ({ class: 'cat', ...object })),
    labelMaps: [],
    tags: [],
  };
}

function pixel({ data, width }: Raster, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

const GREY = [100, 100, 100];
const CAT = [...classColours(['cat']).get('cat')!];

describe('drawAnnotations', () => {
  it('leaves its input alone and gives RGB', () => {
    const raster = plain(60, 60);
    const drawn = drawAnnotations(raster, labels(60, 60, { box: [10, 20, 50, 50] }));
    expect(drawn).toMatchObject({ width: 60, height: 60, channels: 3 });
    expect(raster.data.every((level) => level === 100)).toBe(true);
  });

  it('draws the edges of boxes, not what is inside', () => {
    const drawn = drawAnnotations(plain(90, 90), labels(90, 90, { box: [10, 20, 80, 80] }));
    expect(pixel(drawn, 79, 50)).not.toEqual(GREY);
    expect(pixel(drawn, 45, 79)).not.toEqual(GREY);
    expect(pixel(drawn, 45, 50)).toEqual(GREY);
    expect(pixel(drawn, 85, 50)).toEqual(GREY);
  });

  it('fills polygons but for their holes', () => {
    const rings = [
      [[10, 30], [80, 30], [80, 80], [10, 80]],
      [[30, 45], [60, 45], [60, 65], [30, 65]],
    ] as const; // prettier-ignore
    const drawn = drawAnnotations(plain(90, 90), labels(90, 90, { polygons: [{ rings }] }));
    expect(pixel(drawn, 45, 55)).toEqual(GREY);
    const inside = pixel(drawn, 70, 70);
    expect(inside).toEqual(GREY.map((level, c) => Math.round(level + 0.28 * (CAT[c]! - level))));
  });

  it('draws keypoints that are labelled, and no others', () => {
    const keypoints = ([0, 1, 2] as const).map((visibility) => ({
      x: 20 + 30 * visibility,
      y: 60,
      visibility,
    }));
    const drawn = drawAnnotations(plain(99, 99), labels(99, 99, { keypoints }));
    expect(pixel(drawn, 20, 60)).toEqual(GREY);
    expect(pixel(drawn, 50, 60)).not.toEqual(CAT);
    expect(pixel(drawn, 80, 60)).toEqual(CAT);
  });

  it('lays bitmaps and label maps over the image', () => {
    const data = new Uint8Array(400);
    data.fill(1, 0, 200);
    const masks = labels(20, 20);
    const labelMap = { kind: 'semantic', name: 's', width: 20, height: 20, data, void: 255 } as const;
    const overlaid = drawAnnotations(plain(20, 20), { ...masks, labelMaps: [labelMap] });
    const colour = indexColour(0);
    expect(pixel(overlaid, 5, 5)).toEqual(GREY.map((level, c) => Math.round(level + 0.45 * (colour[c]! - level)))); // prettier-ignore
    expect(pixel(overlaid, 5, 15)).toEqual(GREY);
    const bitmap = { width: 20, height: 20, data };
    const drawn = drawAnnotations(plain(20, 20), labels(20, 20, { bitmap }));
    expect(pixel(drawn, 5, 9)).toEqual(CAT);
    expect(pixel(drawn, 5, 15)).toEqual(GREY);
  });

  it('shows light grey through transparent pixels', () => {
    const raster: Raster = { ...plain(2, 1, 0), alpha: Uint8Array.of(0, 255) };
    const drawn = drawAnnotations(raster, labels(2, 1));
    expect([...drawn.data]).toEqual([232, 232, 232, 0, 0, 0]);
  });

  it('survives shapes beyond the image, empty ones and images of one pixel', () => {
    const wild = labels(
      1,
      1,
      { box: [-1e4, -1e4, 1e4, 1e4] },
      { polygons: [{ rings: [] }], lines: [[]], keypoints: [], class: '' },
      { orientedBox: [[-5, -5], [-4, 9], [9, 9], [0, 0]] }, // prettier-ignore
    );
    expect(drawAnnotations(plain(1, 1), { ...wild, tags: ['日本', 'x'] }).data).toHaveLength(3);
  });
});

describe('classColours', () => {
  it('gives names that are shown together colours of their own, the same whatever their order', () => {
    const names = Array.from({ length: 24 }, (_, i) => `class ${i}`);
    const colours = classColours(names);
    expect(new Set(colours.values()).size).toBe(24);
    expect(classColours(names.toReversed())).toEqual(colours);
    expect(classColours(['cat']).get('cat')).toEqual(CAT);
    expect(classColours([...names, 'one too many']).size).toBe(25);
  });
});

describe('the font', () => {
  it('has a glyph of its own for each printable ASCII character', () => {
    const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
    const shapes = printable.map((character) => JSON.stringify(textDots(character)));
    expect(new Set(shapes).size).toBe(95);
    const dots = printable.flatMap(textDots);
    expect(dots.every(({ x, y }) => x < 5 && y < 9)).toBe(true);
  });

  it('draws what it does not have as one box a character', () => {
    expect(textDots('日')).toEqual(textDots('🐈'));
    expect(textWidth('a🐈')).toBe(11);
  });
});

describe('contactSheet', () => {
  const tile = (width: number, height: number, caption: string) => ({
    raster: plain(width, height),
    annotations: labels(width, height, { box: [0, 0, width, height] }),
    caption,
  });

  it('puts tiles in columns, scaled to fit and never enlarged', () => {
    const sheet = contactSheet([tile(400, 200, 'a'), tile(200, 400, 'b'), tile(10, 10, 'c')], {
      tileWidth: 100,
      columns: 2,
    });
    expect(sheet.width).toBe(4 + 2 * 104);
    expect(pixel(sheet, 54, 30)).toEqual(GREY);
    // The second image stands upright, 50 wide, in the middle of its tile.
    expect(pixel(sheet, 158, 90)).toEqual(GREY);
    expect(pixel(sheet, 120, 90)).toEqual([30, 32, 36]);
  });

  it('takes the mean over each area', () => {
    const data = Uint8Array.from({ length: 90 * 90 }, (_, i) => (i % 3 === 0 ? 240 : 30));
    const raster: Raster = { ...plain(90, 90), data };
    const sheet = contactSheet([{ raster, annotations: labels(90, 90), caption: '' }], { tileWidth: 30 });
    expect(pixel(sheet, 4 + 15, 4 + 15)).toEqual(GREY);
  });

  it('keeps long captions within their tile', () => {
    const long = contactSheet([tile(50, 50, 'word '.repeat(40))], { tileWidth: 50 });
    const longer = contactSheet([tile(50, 50, 'x'.repeat(400))], { tileWidth: 50 });
    expect([long.width, long.height]).toEqual([longer.width, longer.height]);
    const edge = Array.from({ length: long.height }, (_, y) => pixel(long, long.width - 1, y));
    expect(edge.every(([red]) => red === 30)).toBe(true);
  });

  it('makes an empty sheet of no tiles', () => {
    expect(contactSheet([], { tileWidth: 50 }).data.length).toBeGreaterThan(0);
  });
});
