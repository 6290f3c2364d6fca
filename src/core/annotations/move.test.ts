import { describe, expect, it } from 'vitest';
import type { Operation, Orientation, WarpOperation } from '../plan/operations.js';
import type { Annotations, Keypoint } from './model.js';
import type { Bitmap } from '../geometry/types.js';
import { annotationsAfter, moveAnnotations } from './move.js';
import { swapNames } from './swap.js';
import { cover, crop, labelled, warp } from './testing/labels.js';

const orient = (to: Orientation): Operation => ({ kind: 'orient', to });
const INVERT: Operation = { kind: 'table', form: 'linear', scale: [-1], offset: [255] };
/** By about 45°, out of a 100 × 100 image. */
const ASKEW: WarpOperation['matrix'] = [0.7, 0.7, -20, -0.7, 0.7, 50, 0, 0, 1];

const keypoint = (x: number, y: number, name?: string): Keypoint => ({
  x,
  y,
  visibility: 2,
  ...(name === undefined ? {} : { name }),
});

describe('moveAnnotations', () => {
  it('gives back the same Annotations where nothing moves', () => {
    const labels = labelled({ box: [-3, 5, 40, 200] }, { box: [300, 300, 400, 400] }, { polygons: [] });
    const { annotations, report } = moveAnnotations(labels, [INVERT]);
    expect(annotations).toBe(labels);
    expect(report).toEqual({
      kept: 3,
      clipped: 0,
      dropped: 0,
      reasons: {},
      datasetWarnings: [],
    });
  });

  it('warns once of geometry that is not moved, where the image moves', () => {
    const labels = labelled(
      { box: [0, 0, 9, 9], unmoved: ['<angle>'] },
      { box: [0, 0, 5, 5], unmoved: ['<angle>'] },
      { box: [90, 90, 99, 99], unmoved: ['<part>'] },
    );
    expect(moveAnnotations(labels, [INVERT]).report.datasetWarnings).toEqual([]);
    expect(moveAnnotations(labels, [crop(1, 1, 50, 50)]).report.datasetWarnings).toEqual([
      '<angle> is not moved: it is left out of the labels of objects that moved',
    ]);
  });

  it('filters also where nothing moves', () => {
    const labels = labelled({ box: [0, 0, 4, 4] }, { box: [0, 0, 40, 40] });
    const filter = { min_visibility: 0, min_area: 0, min_width: 5, min_height: 0 };
    const { annotations, report } = moveAnnotations(labels, [INVERT], { filter });
    expect(annotations.objects).toEqual([labels.objects[1]]);
    expect(report.reasons).toEqual({ min_width: 1 });
  });

  it('flips without a trace of rounding', () => {
    const box = [10.3, 20.1, 30.7, 40.9] as const;
    const labels = labelled({ box, polygons: [{ rings: [[[11, 21], [30, 21], [30, 40]]] }] }); // prettier-ignore
    const [flipped] = annotationsAfter(labels, [orient('flip_horizontal')]).objects;
    expect(flipped!.box).toEqual([100 - 30.7, 20.1, 100 - 10.3, 40.9]);
    const halves = labelled({ box: [10.5, 20, 30.5, 40] });
    expect(annotationsAfter(halves, [orient('turn_90')]).objects[0]!.box).toEqual([20, 69.5, 40, 89.5]);
  });

  it('does not bring back what a crop took away when a later step pads', () => {
    const labels = labelled({ box: [30, 10, 90, 20] });
    const moved = annotationsAfter(labels, [crop(0, 0, 50, 100), crop(-10, 0, 200, 100)]);
    expect(moved.objects[0]!.box).toEqual([40, 10, 60, 20]);
    expect([moved.width, moved.height]).toEqual([200, 100]);
  });

  it('measures visibility over the whole chain, against the part inside the image', () => {
    const labels = labelled({ box: [-50, 10, 50, 20] });
    const filter = { min_visibility: 0.5, min_area: 0, min_width: 0, min_height: 0 };
    const twice = (x: number): Operation[] => [crop(15, 0, 85, 100), crop(x - 15, 0, 50, 100)];
    expect(moveAnnotations(labels, twice(25), { filter }).report).toMatchObject({ kept: 1, clipped: 1 });
    expect(moveAnnotations(labels, twice(26), { filter }).report.reasons).toEqual({ min_visibility: 1 });
  });

  it('keeps the box as given while it stays upright and whole, else derives it from the polygons', () => {
    const polygons = [{ rings: [[[20, 20], [40, 20], [40, 40]]] as const }]; // prettier-ignore
    const labels = labelled({ box: [19, 19, 42, 42], polygons });
    const half: Operation = { kind: 'resample', width: 50, height: 50, filter: 'area' };
    expect(annotationsAfter(labels, [half]).objects[0]!.box).toEqual([9.5, 9.5, 21, 21]);
    expect(annotationsAfter(labels, [crop(0, 0, 30, 100)]).objects[0]!.box).toEqual([20, 20, 30, 30]);
    const [x0, y0, x1, y1] = annotationsAfter(labels, [warp(ASKEW)]).objects[0]!.box!;
    expect([x0, y0, x1, y1].map((value) => Math.round(value * 10) / 10)).toEqual([8, 36, 36, 50]);
  });

  it('moves bitmaps as pixels and takes the box from them', () => {
    const data = new Uint8Array(100 * 100);
    data.fill(1, 20 * 100 + 30, 20 * 100 + 36);
    const labels = labelled({ box: [30, 20, 36, 21], bitmap: { width: 100, height: 100, data } });
    const after: Bitmap = { width: 2, height: 2, data: Uint8Array.of(0, 1, 0, 0) };
    const pixels = { bitmap: () => after, labelMap: () => expect.fail() };
    const { annotations, report } = moveAnnotations(labels, [crop(33, 20, 2, 2)], { pixels });
    expect(annotations.objects).toEqual([
      { class: 'cat', box: [1, 0, 2, 1], bitmap: after, truncated: true },
    ]);
    expect(report).toMatchObject({ kept: 1, clipped: 1 });
    const empty = { ...pixels, bitmap: () => ({ ...after, data: new Uint8Array(4) }) };
    expect(moveAnnotations(labels, [crop(33, 20, 2, 2)], { pixels: empty }).report.reasons).toEqual({
      outside: 1,
    });
  });

  it('lets the box stand for a bitmap where no pixels are at hand', () => {
    const data = new Uint8Array(100 * 100);
    data.fill(1, 20 * 100 + 30, 20 * 100 + 36);
    const labels = labelled({ bitmap: { width: 100, height: 100, data } });
    const filter = { min_visibility: 0.4, min_area: 0, min_width: 0, min_height: 0 };
    expect(annotationsAfter(labels, [crop(33, 0, 9, 99)], { filter }).objects).toEqual([
      { class: 'cat', box: [0, 20, 3, 21], truncated: true },
    ]);
    expect(annotationsAfter(labels, [crop(34, 0, 9, 99)], { filter }).objects).toEqual([]);
    const half = cover([[0, 0, 33, 100]]);
    expect(moveAnnotations(labels, [half], { filter }).report).toMatchObject({ kept: 1, clipped: 1 });
    expect(moveAnnotations(labels, [half, cover([[32, 0, 34, 99]])], { filter }).report.dropped).toBe(1);
  });

  it('fits an oriented box that is cut to the rest, at its angle; its corners may leave the frame', () => {
    const corners = [[10, 50], [50, 10], [60, 20], [20, 60]] as const; // prettier-ignore
    const labels = labelled({ orientedBox: corners });
    const fitted = annotationsAfter(labels, [crop(30, 0, 70, 100)]).objects[0]!.orientedBox!;
    expect(fitted.map((point) => point.map((value) => +value.toFixed(9)))).toEqual([
      [-10, 40], [20, 10], [30, 20], [0, 50],
    ]); // prettier-ignore
    const filter = { min_visibility: 0.8, min_area: 0, min_width: 0, min_height: 0 };
    expect(annotationsAfter(labels, [crop(30, 0, 70, 100)], { filter }).objects).toEqual([]);
  });

  it('cuts lines into pieces', () => {
    const labels = labelled({ lines: [[[0, 0], [50, 50], [100, 0]]] }); // prettier-ignore
    expect(annotationsAfter(labels, [crop(0, 0, 100, 20)]).objects[0]!.lines).toEqual([
      [[0, 0], [20, 20]],
      [[80, 20], [100, 0]],
    ]); // prettier-ignore
  });

  it('keeps the indices of keypoints that are gone, and drops who lost them all', () => {
    const points = [keypoint(10, 10), { x: 0, y: 0, visibility: 0 as const }, keypoint(80, 80)];
    const labels = labelled({ keypoints: points }, { box: [70, 70, 90, 90], keypoints: [keypoint(0, 0)] });
    const { annotations, report } = moveAnnotations(labels, [crop(50, 50, 50, 50)]);
    const gone = { x: 0, y: 0, visibility: 0 };
    expect(annotations.objects[0]!.keypoints).toEqual([gone, gone, { x: 30, y: 30, visibility: 2 }]);
    expect(annotations.objects[1]).toMatchObject({ box: [20, 20, 40, 40], keypoints: [gone] });
    expect(report).toMatchObject({ kept: 2, clipped: 1 });
    expect(moveAnnotations(labels, [crop(20, 20, 20, 20)]).report.reasons).toEqual({ outside: 2 });
  });

  it('keeps keypoints on the very edge through scales that do not divide evenly', () => {
    const labels = labelled({ keypoints: [keypoint(100, 100), keypoint(0, 100)] });
    const sizes = [33, 7, 91, 13];
    const chain = sizes.map((size): Operation => ({ kind: 'resample', width: size, height: size, filter: 'area' })); // prettier-ignore
    expect(annotationsAfter(labels, chain).objects[0]!.keypoints).toEqual([
      { x: 13, y: 13, visibility: 2 },
      { x: 0, y: 13, visibility: 2 },
    ]);
  });

  it('drops what has no extent, once the image moves', () => {
    const labels = labelled({ box: [5, 5, 5, 9] }, { box: [5, 5, 9, 9], polygons: [{ rings: [] }] }, {});
    const { annotations, report } = moveAnnotations(labels, [orient('flip_vertical')]);
    expect(annotations.objects).toEqual([{ class: 'cat', box: [5, 91, 9, 95] }]);
    expect(report.reasons).toEqual({ empty: 2 });
  });

  it('carries crowd and extra, and the labelMaps as the mover gives them', () => {
    const labelMap = {
      kind: 'semantic' as const,
      name: 's',
      width: 100,
      height: 100,
      data: new Uint8Array(1e4),
    };
    const labels = {
      ...labelled({ box: [1, 1, 9, 9], crowd: true, extra: { id: 0 } }),
      labelMaps: [labelMap],
    };
    const pixels = { bitmap: () => expect.fail(), labelMap: () => ({ ...labelMap, name: 'moved' }) };
    const moved = moveAnnotations(labels, [crop(0, 0, 50, 50)], { pixels }).annotations;
    expect(moved.objects[0]).toEqual({ class: 'cat', box: [1, 1, 9, 9], crowd: true, extra: { id: 0 } });
    expect(moved.labelMaps[0]!.name).toBe('moved');
    expect(annotationsAfter(labels, [crop(0, 0, 50, 50)]).labelMaps).toEqual([]);
    expect(annotationsAfter(labels, [cover([[0, 0, 5, 5]])]).labelMaps).toEqual([labelMap]);
  });
});

describe('fills', () => {
  const filter = { min_visibility: 0.5, min_area: 0, min_width: 0, min_height: 0 };
  const labels = labelled({ box: [0, 0, 100, 50], keypoints: [keypoint(10, 10), keypoint(90, 10)] });

  it('count what they cover once, also where they overlap and lie in different frames', () => {
    const half = cover([[0, 0, 40, 60], [20, 0, 50, 100]]); // prettier-ignore
    expect(moveAnnotations(labels, [half], { filter }).report).toMatchObject({ kept: 1, clipped: 1 });
    const again = cover([[50, 0, 70, 100]]);
    expect(moveAnnotations(labels, [half, orient('flip_horizontal'), again], { filter }).report.kept).toBe(1);
    expect(moveAnnotations(labels, [half, again], { filter }).report.reasons).toEqual({ min_visibility: 1 });
  });

  it('drop what they cover wholly', () => {
    const { report } = moveAnnotations(labels, [cover([[0, 0, 100, 25], [0, 25, 100, 50]])]); // prettier-ignore
    expect(report.reasons).toEqual({ hidden: 1 });
  });

  it('hide keypoints or remove them, and leave shapes as they are', () => {
    const region = [[0, 0, 20, 20]] as const;
    const [hidden] = annotationsAfter(labels, [cover(region)]).objects;
    expect(hidden).toMatchObject({ box: [0, 0, 100, 50], keypoints: [{ x: 10, y: 10, visibility: 1 }, keypoint(90, 10)] }); // prettier-ignore
    const [removed] = annotationsAfter(labels, [cover(region, { removesKeypoints: true })]).objects;
    expect(removed!.keypoints).toEqual([{ x: 0, y: 0, visibility: 0 }, keypoint(90, 10)]);
    const harmless = cover(region, { hides: false });
    expect(annotationsAfter(labels, [harmless])).toBe(labels);
  });
});

describe('mirroring', () => {
  const face = labelled({
    class: 'turn_left',
    keypoints: [keypoint(10, 5, 'left_eye'), keypoint(30, 5, 'right_eye'), keypoint(20, 9, 'nose')],
  });
  const xs = (annotations: Annotations): (number | string)[] =>
    annotations.objects[0]!.keypoints!.flatMap(({ x, name }) => [name ?? '', x]);

  it('exchanges sides by name, and classes by the map alone', () => {
    const flipped = annotationsAfter(face, [orient('flip_horizontal')]);
    expect(xs(flipped)).toEqual(['left_eye', 70, 'right_eye', 90, 'nose', 80]);
    expect(flipped.objects[0]!.class).toBe('turn_left');
    const swapping = {
      names: swapNames({ turn_left: 'turn_right', left_eye: 'nose', right_eye: 'right_eye' }),
    };
    const mapped = annotationsAfter(face, [orient('flip_horizontal')], { swapping });
    expect(mapped.objects[0]!.class).toBe('turn_right');
    expect(xs(mapped)).toEqual(['left_eye', 80, 'right_eye', 70, 'nose', 90]);
  });

  it('is undone by a second one', () => {
    const swapping = { names: swapNames({ turn_left: 'turn_right' }) };
    const twice = annotationsAfter(face, [orient('flip_horizontal'), orient('flip_vertical')], { swapping });
    expect(twice.objects[0]!.class).toBe('turn_left');
    expect(xs(twice)).toEqual(['left_eye', 90, 'right_eye', 70, 'nose', 80]);
    const turned = annotationsAfter(face, [warp(ASKEW)], { swapping });
    expect(turned.objects[0]!.class).toBe('turn_left');
  });

  it('exchanges the tags of the image', () => {
    const swapping = { names: swapNames({ turn_left: 'turn_right' }) };
    const labels = { ...labelled(), tags: ['turn_left', 'day'] };
    expect(annotationsAfter(labels, [orient('flip_horizontal')], { swapping }).tags).toEqual([
      'turn_right',
      'day',
    ]);
    expect(annotationsAfter(labels, [orient('turn_180')], { swapping }).tags).toEqual(['turn_left', 'day']);
  });

  it('goes by indices where the schema lists partners', () => {
    const labels = labelled({ keypoints: [keypoint(10, 1), keypoint(20, 2), keypoint(30, 3)] });
    const swapping = { names: new Map(), partners: [1, 0, 2] };
    const [object] = annotationsAfter(labels, [orient('flip_horizontal')], { swapping }).objects;
    expect(object!.keypoints).toEqual([keypoint(80, 2), keypoint(90, 1), keypoint(70, 3)]);
  });
});
