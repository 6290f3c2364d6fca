import type { AnnotatedObject } from '../../annotations/model.js';
import type { Box } from '../../geometry/types.js';
import type { Json, JsonObject } from '../../json.js';
import { isObject } from '../shared/json-file.js';
import { cornersOf, turnedBoxOf } from '../shared/turned-box.js';

/** Geometry that some tools add to an annotation or to its attributes. */
const TURNS: readonly string[] = ['rotation', 'angle', 'theta', 'rbox', 'rbbox', 'rotated_bbox', 'obb'];

/** By how many degrees `attributes.rotation` turns the bbox clockwise about its centre; 0 if it does not. */
export function turnOf({ attributes }: JsonObject): number {
  const rotation = isObject(attributes) ? attributes['rotation'] : undefined;
  return typeof rotation === 'number' ? rotation % 360 : 0;
}

/** The corners of a turned bbox; undefined if it is upright, or has no area. */
export function turnedCorners(box: Box, rotation: number): AnnotatedObject['orientedBox'] {
  const hasArea = box[2] > box[0] && box[3] > box[1];
  return hasArea && rotation !== 0 ? cornersOf({ box, rotation }) : undefined;
}

/** A turned bbox as the annotation has it: the box before the turn, and the annotation's attributes with the turn. */
export function writeTurn(
  corners: NonNullable<AnnotatedObject['orientedBox']>,
  { attributes }: JsonObject,
): { readonly box: Box; readonly attributes: JsonObject } {
  const { box, rotation } = turnedBoxOf(corners);
  const rounded = (Math.round(rotation * 10_000) / 10_000) % 360;
  return { box, attributes: { ...(isObject(attributes) ? attributes : {}), rotation: rounded } };
}

/**
 * The names of turns in an annotation that its shapes do not follow.
 * @param isTurned its bbox is turned by `attributes.rotation`
 */
export function unmovedIn(annotation: JsonObject, isTurned: boolean): string[] {
  const { attributes } = annotation;
  const names = [
    ...TURNS.filter((name) => saysTurn(annotation[name])),
    ...TURNS.flatMap((name) =>
      isObject(attributes) && saysTurn(attributes[name]) ? [`attributes.${name}`] : [],
    ),
  ];
  return names.filter((name) => !(isTurned && name === 'attributes.rotation'));
}

/** The annotation without what `unmovedIn` names. */
export function withoutUnmoved(annotation: JsonObject): JsonObject {
  const { attributes } = annotation;
  return {
    ...turnless(annotation),
    ...(isObject(attributes) ? { attributes: turnless(attributes) } : {}),
  };
}

function turnless(members: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter(([name, value]) => !(TURNS.includes(name) && saysTurn(value))),
  );
}

/** True for an angle besides 0, and for a list of numbers. */
function saysTurn(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some((item: Json) => saysTurn(item));
  const angle = typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;
  return Number.isFinite(angle) && angle % 360 !== 0;
}
