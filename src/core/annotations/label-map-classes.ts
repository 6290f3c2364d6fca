import { identityKey, renamedClass, type ClassRules } from './class-identity.js';
import type { Operation } from '../plan/operations.js';
import type { LabelMap, LabelMapClass, SwapNames } from './model.js';

/** From values of a label map to the values that replace them. */
type Exchange = ReadonlyMap<number, number>;

/** Exchanges the values of classes whose names exchange on a mirrored image. */
export function swapValues(labelMap: LabelMap, names: SwapNames): LabelMap {
  return withValues(labelMap, exchangeOf(labelMap, names));
}

/**
 * The Operations with the values that they have to fill a label map with, so that those of classes that exchange are
 * right at the end.
 * @param isMirroredLater for each Operation, whether those behind it mirror the image
 * @returns the same list if nothing changes
 */
export function swapFills(
  operations: readonly Operation[],
  isMirroredLater: readonly boolean[],
  labelMap: LabelMap,
  names: SwapNames,
): readonly Operation[] {
  const exchange = exchangeOf(labelMap, names);
  const filled = operations.map((operation, i) => {
    const value = 'maskFill' in operation && isMirroredLater[i] ? operation.maskFill : null;
    const other = value === null ? undefined : exchange.get(value);
    return other === undefined ? operation : { ...operation, maskFill: other };
  });
  return filled.every((operation, i) => operation === operations[i]) ? operations : filled;
}

function exchangeOf({ classes = [] }: LabelMap, names: SwapNames): Exchange {
  const values = new Map(classes.map((one) => [identityKey(one), one.value]));
  const exchange = classes.flatMap((one): [number, number][] => {
    const other = names.get(one.class);
    const partner = other === undefined ? undefined : values.get(identityKey({ ...one, class: other }));
    return partner === undefined ? [] : [[one.value, partner]];
  });
  return new Map(exchange);
}

/**
 * Gives classes that a new name brings together one value: that of the class which had the name, else of the first.
 * Pixels of dropped classes become background, also in the instance maps of the same image.
 */
export function applyClassesToMaps(maps: readonly LabelMap[], rules: ClassRules): readonly LabelMap[] {
  const semantic = maps.find(({ kind, classes }) => kind === 'semantic' && classes);
  const dropped = semantic && droppedPixels(semantic, rules);
  return maps.map((labelMap) => {
    if (labelMap.classes) return applyRules(labelMap, labelMap.classes, rules);
    return labelMap.kind === 'instance' && dropped ? cleared(labelMap, dropped) : labelMap;
  });
}

function applyRules(labelMap: LabelMap, classes: readonly LabelMapClass[], rules: ClassRules): LabelMap {
  const kept = new Map<string, LabelMapClass>();
  const exchange = new Map<number, number>();
  const isKept = ({ class: name }: LabelMapClass) => !rules.drop.includes(name);
  const after = classes.filter(isKept).map((before) => ({ before, named: renamedClass(before, rules) }));
  for (const { before, named } of after) {
    const key = identityKey(named);
    if (before.class === named.class || !kept.has(key)) kept.set(key, { ...named, value: before.value });
  }
  for (const { before, named } of after) exchange.set(before.value, kept.get(identityKey(named))!.value);
  for (const { value } of classes.filter((one) => !isKept(one)))
    exchange.set(value, labelMap.background ?? 0);
  return { ...withValues(labelMap, exchange), classes: [...kept.values()] };
}

function droppedPixels({ classes = [], data }: LabelMap, { drop }: ClassRules): Uint8Array | undefined {
  const values = new Set(classes.filter(({ class: name }) => drop.includes(name)).map(({ value }) => value));
  return values.size === 0 ? undefined : Uint8Array.from(data, (value) => Number(values.has(value)));
}

function cleared(labelMap: LabelMap, dropped: Uint8Array): LabelMap {
  if (labelMap.data.length !== dropped.length) return labelMap;
  const data = labelMap.data.slice();
  dropped.forEach((isDropped, i) => {
    if (isDropped === 1) data[i] = labelMap.background ?? 0;
  });
  return { ...labelMap, data };
}

function withValues(labelMap: LabelMap, exchange: Exchange): LabelMap {
  if ([...exchange].every(([from, to]) => from === to)) return labelMap;
  const data = labelMap.data.slice();
  data.forEach((value, i) => {
    data[i] = exchange.get(value) ?? value;
  });
  return { ...labelMap, data };
}
