import { describe, expect, it } from 'vitest';
import type { Operation } from '../plan/operations.js';
import { applyClassesToMaps, swapFills, swapValues } from './label-map-classes.js';
import type { LabelMap, LabelMapClass } from './model.js';
import { swapNames } from './swap.js';

const CLASSES: readonly LabelMapClass[] = [
  { class: 'left', value: 1 },
  { class: 'right', value: 2 },
  { class: 'road', value: 3 },
];
const NONE = { rename: {}, drop: [] };

function mapOf(values: readonly number[], rest: Partial<LabelMap> = {}): LabelMap {
  const data = Uint8Array.from(values);
  return { kind: 'semantic', name: 'map', width: data.length, height: 1, data, classes: CLASSES, ...rest };
}

const valuesOf = ({ data }: LabelMap): number[] => [...data];

describe('a label map of a mirrored image', () => {
  const names = swapNames({ left: 'right' });

  it('exchanges the values of classes that exchange', () => {
    const given = mapOf([0, 1, 2, 3, 255]);
    expect(swapValues(given, names)).toEqual({ ...given, data: Uint8Array.of(0, 2, 1, 3, 255) });
    expect(valuesOf(given)).toEqual([0, 1, 2, 3, 255]);
  });

  it('stays where no value of it has a partner', () => {
    const given = mapOf([1, 2, 3]);
    expect(swapValues(given, new Map())).toBe(given);
    expect(swapValues(given, swapNames({ road: 'path' }))).toBe(given);
    const unnamed: LabelMap = { kind: 'semantic', name: 'map', width: 1, height: 1, data: Uint8Array.of(1) };
    expect(swapValues(unnamed, names)).toBe(unnamed);
    const odd = mapOf([3, 9], { classes: [...CLASSES, { class: 'undefined', value: 9 }] });
    expect(valuesOf(swapValues(odd, names))).toEqual([3, 9]);
  });

  it('exchanges a class with the twin of the same number', () => {
    const twins = [...CLASSES, { class: 'left', twin: 1, value: 4 }, { class: 'right', twin: 1, value: 5 }];
    expect(valuesOf(swapValues(mapOf([1, 2, 4, 5], { classes: twins }), names))).toEqual([2, 1, 5, 4]);
  });
});

describe('values to fill a label map with', () => {
  const fill = (maskFill: number | null): Operation => ({
    ...{ kind: 'fill', regions: [[0, 0, 1, 1]], paint: { colour: [0] } },
    ...{ maskFill, hides: true, removesKeypoints: false },
  });
  const flip: Operation = { kind: 'orient', to: 'flip_horizontal' };
  const operations = [fill(1), fill(3), fill(null), flip, fill(1)];
  const later = [true, true, true, false, false];

  it('exchange where the image is mirrored later', () => {
    const filled = swapFills(operations, later, mapOf([0]), swapNames({ left: 'right' }));
    expect(filled).toEqual([fill(2), fill(3), fill(null), flip, fill(1)]);
  });

  it('stay where no class of them exchanges', () => {
    expect(swapFills(operations, later, mapOf([0]), swapNames({ road: 'path' }))).toBe(operations);
  });
});

describe('rules for classes in label maps', () => {
  it('leave a map as it is that they do not name', () => {
    const given = mapOf([1, 2, 3]);
    const [same] = applyClassesToMaps([given], NONE);
    expect(same).toEqual(given);
    expect(same!.data).toBe(given.data);
  });

  it('rename a class, and keep its value', () => {
    const [renamed] = applyClassesToMaps([mapOf([1, 2])], { rename: { left: 'port' }, drop: [] });
    expect(valuesOf(renamed!)).toEqual([1, 2]);
    expect(renamed!.classes).toEqual([{ class: 'port', value: 1 }, ...CLASSES.slice(1)]);
  });

  it.each([
    ['the value of the class that had the name', { left: 'right' }, [2, 2, 3], ['right 2', 'road 3']],
    ['that value also where the class comes first', { right: 'left' }, [1, 1, 3], ['left 1', 'road 3']],
    ['the value of the first where none had the name', { left: 'side', right: 'side' }, [1, 1, 3], ['side 1', 'road 3']],
  ])('give classes that become one %s', (_, rename, values, classes) => {
    const given = mapOf([1, 2, 3]);
    const [joined] = applyClassesToMaps([given], { rename, drop: [] });
    expect(valuesOf(joined!)).toEqual(values);
    expect(joined!.classes!.map((one) => `${one.class} ${one.value}`)).toEqual(classes);
    expect(valuesOf(given)).toEqual([1, 2, 3]);
  }); // prettier-ignore

  it('make dropped classes background', () => {
    const drop = { rename: {}, drop: ['left'] };
    const [dropped] = applyClassesToMaps([mapOf([0, 1, 2, 3])], drop);
    expect(valuesOf(dropped!)).toEqual([0, 0, 2, 3]);
    expect(dropped!.classes).toEqual(CLASSES.slice(1));
    const [own] = applyClassesToMaps([mapOf([0, 1, 2, 3], { background: 9 })], drop);
    expect(valuesOf(own!)).toEqual([0, 9, 2, 3]);
  });

  describe('in an instance map beside', () => {
    const { classes: _, ...unnamed } = mapOf([10, 11, 12, 13]);
    const instances: LabelMap = { ...unnamed, kind: 'instance' };
    const semantic = mapOf([1, 2, 1, 3]);
    const drop = { rename: {}, drop: ['left'] };

    it('make the pixels of dropped classes background', () => {
      const [cleared] = applyClassesToMaps([instances, semantic], drop);
      expect(cleared).toEqual({ ...instances, data: Uint8Array.of(0, 11, 0, 13) });
      expect(valuesOf(instances)).toEqual([10, 11, 12, 13]);
      const [own] = applyClassesToMaps([{ ...instances, background: 7 }, semantic], drop);
      expect(valuesOf(own!)).toEqual([7, 11, 7, 13]);
    });

    it('change nothing where nothing is dropped, or the sizes differ', () => {
      expect(applyClassesToMaps([instances, semantic], NONE)[0]).toBe(instances);
      expect(applyClassesToMaps([instances], drop)[0]).toBe(instances);
      const larger = { ...instances, width: 5, data: Uint8Array.of(1, 2, 3, 4, 5) };
      expect(applyClassesToMaps([larger, semantic], drop)[0]).toBe(larger);
    });

    it('go by the semantic map that names its classes, and leave one without names', () => {
      const nameless: LabelMap = { ...unnamed, name: 'nameless' };
      const moved = applyClassesToMaps([nameless, semantic, instances], drop);
      expect(moved[0]).toBe(nameless);
      expect(valuesOf(moved[2]!)).toEqual([0, 11, 0, 13]);
      const named: LabelMap = { ...instances, classes: [{ class: 'left', value: 11 }] };
      expect(valuesOf(applyClassesToMaps([named, semantic, instances], drop)[2]!)).toEqual([0, 11, 0, 13]);
    });
  });
});
