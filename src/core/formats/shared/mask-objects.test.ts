import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnnotatedObject, LabelMap } from '../../annotations/model.js';
import { objectsOfMaps } from './mask-objects.js';
import { rasterise } from '../../geometry/raster-polygon.js';

const WIDTH = 6;

/** A label map from its rows; a blank is 0. */
function mapOf(rows: readonly string[], more: Partial<LabelMap> = {}): LabelMap {
  const text = rows.map((row) => row.padEnd(WIDTH)).join('');
  const data = Uint8Array.from(text, (digit) => (digit === 'v' ? 255 : Number(digit)));
  return { kind: 'semantic', name: 'semantic', width: WIDTH, height: rows.length, data, ...more };
}

const read = (labelMaps: readonly LabelMap[], named: readonly string[] = []) =>
  objectsOfMaps({ labelMaps }, 'a.jpg', named);
const classesOf = (objects: readonly AnnotatedObject[]) => objects.map((object) => object.class);

/** The objects drawn one over the other, with the class names as values. */
function drawn(objects: readonly AnnotatedObject[], width: number, height: number): number[] {
  const values = Array<number>(width * height).fill(0);
  for (const object of objects)
    rasterise(object.polygons!, width, height).data.forEach((set, i) => {
      if (set === 1) values[i] = Number(object.class);
    });
  return values;
}

describe('objects of a semantic mask', () => {
  it('cover exactly its pixels, and no pixel twice', () => {
    const mask = fc.record({
      width: fc.integer({ min: 1, max: 9 }),
      data: fc.uint8Array({ minLength: 9, maxLength: 81, max: 3 }),
    });
    fc.assert(
      fc.property(mask, ({ width, data }) => {
        const height = Math.floor(data.length / width);
        const values = data.slice(0, width * height);
        const objects = read([{ kind: 'semantic', name: 'x', width, height, data: values }]);
        expect(drawn(objects, width, height)).toEqual([...values]);
        const pixels = objects.map(({ polygons }) =>
          rasterise(polygons!, width, height).data.reduce((sum, set) => sum + set, 0),
        );
        expect(pixels.reduce((sum, count) => sum + count, 0)).toBe(
          values.filter((value) => value > 0).length,
        );
      }),
    );
  });

  it('are the connected regions of each class, in the order of their first pixels, across corners too', () => {
    const objects = read([mapOf(['11 2 1', '1 2  1', '  1111', '3'])]);
    expect(classesOf(objects)).toEqual(['1', '2', '1', '3']);
    expect(objects[1]!.polygons).toHaveLength(2);
  });

  it('have holes', () => {
    const [ring] = read([mapOf(['111', '1 1', '111'])]);
    expect(ring!.polygons).toEqual([
      { rings: [expect.arrayContaining([[0, 0], [3, 3]]), expect.arrayContaining([[1, 1], [2, 2]])] }, // prettier-ignore
    ]);
  });

  it('leave out 255, unless the recipe or labelmap.txt names it', () => {
    const mask = mapOf(['1v']);
    expect(classesOf(read([mask]))).toEqual(['1']);
    expect(classesOf(read([mask], ['255']))).toEqual(['1', '255']);
    expect(classesOf(read([{ ...mask, classes: [{ class: 'cat', value: 255 }] }]))).toEqual(['1', 'cat']);
  });

  it('have the names of labelmap.txt, without its background and what it ignores', () => {
    const classes = [
      { class: 'cat', value: 0 },
      { class: 'cat', twin: 1, value: 4 },
    ];
    const objects = read([mapOf([' 1234'], { classes, background: 1, ignored: [2] })]);
    expect(objects.map(({ class: name, twin }) => [name, twin])).toEqual([
      ['cat', undefined],
      ['3', undefined],
      ['cat', 1],
      ['cat', undefined],
    ]);
  });

  it('have the colours as names in a mask of colours, and black is no object', () => {
    const extra = { png: { depth: 8, colour: 'rgba', colours: ['804080ff', '000000ff', 'ffffffff'] } };
    expect(classesOf(read([mapOf([' 12'], { extra })]))).toEqual(['#804080', '#ffffff', '#804080']);
  });

  it('are refused if nothing tells whether 255 is a class', () => {
    expect(() => read([mapOf([' v'])])).toThrow(/^a\.jpg: its mask has only the values 0 and 255/);
    expect(classesOf(read([mapOf([' v'])], ['255']))).toEqual(['255']);
    expect(read([mapOf([' v'], { ignored: [255] })])).toEqual([]);
    expect(read([mapOf([' '])])).toEqual([]);
  });
});

describe('objects of an instance mask', () => {
  const instance = (rows: readonly string[], more: Partial<LabelMap> = {}) =>
    mapOf(rows, { kind: 'instance', name: 'instance', ...more });

  it('are its values, with the class that most of their pixels have', () => {
    const objects = read([mapOf(['111222', '1 1   ']), instance(['112233', '1 2'])]);
    expect(classesOf(objects)).toEqual(['1', '1', '2']);
    expect(objects.map(({ polygons }) => polygons!.length)).toEqual([1, 1, 1]);
    expect(drawn([objects[1]!], WIDTH, 2)).toEqual([0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0]);
  });

  it('may have several parts, and pixels of no instance stay regions of their class', () => {
    const objects = read([mapOf(['1 1 2 ']), instance(['7 7   '])]);
    expect(classesOf(objects)).toEqual(['1', '2']);
    expect(objects[0]!.polygons).toHaveLength(2);
  });

  it('need pixels of a class; 255 may mark the pixels between instances', () => {
    const objects = read([mapOf(['vv1 v']), instance(['vv1 5'], { void: 255 })]);
    expect(classesOf(objects)).toEqual(['1']);
  });

  it('need a semantic mask', () => {
    expect(() => read([instance(['1'])])).toThrow(/^a\.jpg: its instance mask does not show which classes/);
  });
});
