import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnnotatedObject, Annotations } from './model.js';
import { labelsIn, mergeAnnotations, withoutDoubles } from './merge.js';

const TRIANGLE = [{ rings: [[[0, 0], [4, 0], [4, 4]]] }] as const; // prettier-ignore
const PIXEL = { width: 9, height: 9, data: Uint8Array.from({ length: 81 }, (_, i) => Number(i === 20)) };

function labels(objects: readonly Partial<AnnotatedObject>[], rest: Partial<Annotations> = {}): Annotations {
  const named = objects.map((object) => ({ class: 'cat', ...object }));
  return { width: 9, height: 9, objects: named, labelMaps: [], tags: [], ...rest };
}

function doublesOf(first: Annotations, ...further: readonly Annotations[]): (boolean | undefined)[] {
  const files = further.map((annotations, i) => ({ dataset: `${i}.json`, annotations }));
  return mergeAnnotations(first, files).objects.map(({ double }) => double);
}

describe('labels of several files', () => {
  const first = labels([{ box: [0, 0, 1, 1] }], { tags: ['day', 'wet'], extra: 'first' });
  const second = labels([{ box: [0, 0, 2, 2] }], { tags: ['wet', 'cold'], extra: 'second' });
  const third = labels([{ box: [0, 0, 3, 3] }, { box: [0, 0, 4, 4] }]);
  const merge = () =>
    mergeAnnotations(first, [
      { dataset: 'second.json', annotations: second },
      { dataset: 'third.json', annotations: third },
    ]);

  it('keep the file of each object, and have each tag once', () => {
    expect(merge()).toStrictEqual({
      ...first,
      objects: [
        first.objects[0],
        { ...second.objects[0], dataset: 'second.json' },
        ...third.objects.map((object) => ({ ...object, dataset: 'third.json' })),
      ],
      tags: ['day', 'wet', 'cold'],
      further: { 'second.json': 'second' },
    });
  });

  it('are found again by their file', () => {
    const merged = merge();
    const { objects, tags } = merged;
    expect(labelsIn(merged, 'first.json', true)).toEqual({ ...first, tags });
    expect(labelsIn(merged, 'second.json', false)).toEqual({ ...second, tags, objects: [objects[1]] });
    const { extra: _, ...withoutExtra } = labels([], { tags, objects: objects.slice(2) });
    expect(labelsIn(merged, 'third.json', false)).toStrictEqual(withoutExtra);
  });

  it('are those of the first file where there is no other', () => {
    expect(mergeAnnotations(first, [])).toBe(first);
    expect(labelsIn(first, 'first.json', true)).toBe(first);
  });
});

describe('an object that stands in two files', () => {
  const box = [1, 1, 5, 5] as const;

  it('counts in the first, where neither has more shapes', () => {
    expect(doublesOf(labels([{ box }]), labels([{ box }]))).toEqual([undefined, true]);
    expect(doublesOf(labels([{ box, lines: [] }]), labels([{ box, polygons: TRIANGLE }]))).toEqual([
      undefined,
      true,
    ]);
  });

  it('counts where it has the most shapes', () => {
    const richer = labels([{ box, polygons: TRIANGLE }]);
    const richest = labels([{ box, polygons: TRIANGLE, keypoints: [] }]);
    expect(doublesOf(labels([{ box }]), richer)).toEqual([true, undefined]);
    expect(doublesOf(richer, labels([{ box }]))).toEqual([undefined, true]);
    expect(doublesOf(richer, labels([{ box }]), richer)).toEqual([undefined, true, true]);
    expect(doublesOf(labels([{ box }]), richer, richest)).toEqual([true, true, undefined]);
    expect(doublesOf(labels([{ box }]), richer, labels([{ box }]))).toEqual([true, undefined, true]);
  });

  it('is another object where its class, twin or place differs', () => {
    for (const other of [{ box, class: 'dog' }, { box, twin: 1 }, { box: [1, 1, 5, 6] as const }]) {
      expect(doublesOf(labels([{ box }]), labels([other]))).toEqual([undefined, undefined]);
    }
  });

  it('stands in one file as often as that file says', () => {
    expect(doublesOf(labels([{ box }, { box }]), labels([{ box }]))).toEqual([undefined, undefined, true]);
    expect(doublesOf(labels([{ box }]), labels([{ box }, { box }]))).toEqual([undefined, true, undefined]);
  });

  it('is one with that object of another file that has as many shapes', () => {
    const rich = { box, polygons: TRIANGLE };
    expect(doublesOf(labels([{ box }, rich]), labels([rich]))).toEqual([undefined, undefined, true]);
    expect(doublesOf(labels([rich]), labels([{ box }, rich]))).toEqual([undefined, undefined, true]);
  });

  it('counts alike, whatever the order of the files', () => {
    const object = fc.constantFrom<Partial<AnnotatedObject>>(
      { box },
      { box, polygons: TRIANGLE },
      { box, polygons: TRIANGLE, keypoints: [] },
      { box: [0, 0, 1, 1] },
    );
    const file = fc.array(object, { maxLength: 4 }).map((objects) => labels(objects));
    const keptOf = ([first, ...further]: readonly Annotations[]) => {
      const files = further.map((annotations, i) => ({ dataset: `${i}.json`, annotations }));
      const { objects } = withoutDoubles(mergeAnnotations(first!, files));
      return objects.map(({ dataset: _, ...kept }) => JSON.stringify(kept)).sort();
    };
    fc.assert(
      fc.property(fc.tuple(file, file, file), ([a, b, c]) => {
        expect(keptOf([c, a, b])).toEqual(keptOf([a, b, c]));
        expect(keptOf([b, a, c])).toEqual(keptOf([a, b, c]));
      }),
    );
  });

  it.each<[string, Partial<AnnotatedObject>, Partial<AnnotatedObject>]>([
    ['polygons', { polygons: TRIANGLE }, { polygons: [] }],
    ['bitmaps', { bitmap: PIXEL }, { bitmap: { ...PIXEL, data: new Uint8Array(81).fill(1) } }],
    ['lines', { lines: TRIANGLE[0].rings }, { lines: [] }],
    ['keypoints', { keypoints: [{ x: 1, y: 2, visibility: 2 }] }, { keypoints: [] }],
    ['oriented boxes', { orientedBox: [[0, 0], [1, 0], [1, 1], [0, 1]] }, { orientedBox: [[1, 0], [1, 1], [0, 1], [0, 0]] }], // prettier-ignore
  ])('is known by its %s where it has no box', (_, one, other) => {
    expect(doublesOf(labels([one]), labels([one]))).toEqual([undefined, true]);
    expect(doublesOf(labels([one]), labels([other]))).toEqual([undefined, undefined]);
  });

  it('is known by the box of its bitmap', () => {
    expect(doublesOf(labels([{ bitmap: PIXEL }]), labels([{ box: [2, 2, 3, 3] }]))).toEqual([
      undefined,
      true,
    ]);
  });

  it('is left out once', () => {
    const both = labels([{ box }, { box, double: true, dataset: 'b.json' }], { tags: ['day'] });
    expect(withoutDoubles(both)).toEqual({ ...both, objects: [both.objects[0]] });
    const single = labels([{ box }, { box }]);
    expect(withoutDoubles(single)).toBe(single);
  });
});
