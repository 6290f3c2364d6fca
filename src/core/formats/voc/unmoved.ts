import { childOf, textOf, type XmlElement } from './xml.js';

/** Geometry besides the box. This format does not move it. */
const GEOMETRY: readonly string[] = [
  'part',
  'polygon',
  'robndbox',
  'points',
  'point',
  'keypoints',
  'mask',
  'segmentation',
];

/** Angles, as elements or as the names of attributes. 0 says that the box is upright, which it stays. */
const TURNS: readonly string[] = ['rotation', 'angle', 'theta'];

/** An element of an object that says something about its geometry besides the box, and its name for the user. */
export interface Unmoved {
  readonly name: string;
  readonly element: XmlElement;
}

/** The angle of an object's box, in degrees clockwise about its centre, and the element that says it. */
export interface Turn {
  readonly degrees: number;
  readonly element: XmlElement;
}

/** The attribute by which annotation tools turn the `<bndbox>`; undefined if it is upright. */
export function turnIn(xml: string, object: XmlElement): Turn | undefined {
  const attributes = childOf(object, 'attributes')?.children ?? [];
  const turn = attributes.find((attribute) => textOf(xml, childOf(attribute, 'name')) === 'rotation');
  const element = childOf(turn, 'value');
  return element && isAngle(xml, element) ? { degrees: Number(textOf(xml, element)), element } : undefined;
}

/** What of an `<object>` this format does not move. */
export function unmovedIn(xml: string, object: XmlElement): Unmoved[] {
  const box = childOf(object, 'bndbox');
  const own = object.children.flatMap((element): Unmoved[] => {
    if (element.name === 'bndbox') return element === box ? [] : [{ name: 'a second <bndbox>', element }];
    const counts = GEOMETRY.includes(element.name) || (isTurn(element.name) && isAngle(xml, element));
    return counts ? [{ name: `<${element.name}>`, element }] : [];
  });
  const attributes = childOf(object, 'attributes')?.children ?? [];
  const turns = attributes.flatMap((element): Unmoved[] => {
    const name = textOf(xml, childOf(element, 'name'));
    const counts = isTurn(name) && name !== 'rotation' && isAngle(xml, childOf(element, 'value'));
    return counts ? [{ name: `<attribute> ${name}`, element }] : [];
  });
  return [...own, ...turns];
}

function isTurn(name: string): boolean {
  return TURNS.includes(name.toLowerCase());
}

function isAngle(xml: string, element: XmlElement | undefined): boolean {
  const text = textOf(xml, element);
  return text !== '' && Number.isFinite(Number(text)) && Number(text) % 360 !== 0;
}
