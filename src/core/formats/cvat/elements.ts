import { attributesOf, escapeXml, textOf, type XmlElement } from '../voc/xml.js';
import type { CvatElement } from './model.js';

/** An element of the parsed text, with all that is in it, as data. */
export function elementOf(text: string, xml: XmlElement): CvatElement {
  const common = { tag: xml.name, attributes: attributesOf(text, xml) };
  if (xml.children.length > 0)
    return { ...common, children: xml.children.map((child) => elementOf(text, child)) };
  const content = textOf(text, xml);
  return content === '' ? common : { ...common, text: content };
}

/** The text of an element as the tool writes it: two spaces a level, an end tag for each element. */
export function textOfElement(element: CvatElement, level: number): string {
  const { tag, attributes, text, children = [] } = element;
  const indent = '  '.repeat(level);
  const start = [tag, ...attributes.map(([name, value]) => `${name}="${escapeAttribute(value)}"`)].join(' ');
  const isLeaf = tag === 'attribute' || text !== undefined;
  if (isLeaf) return `${indent}<${start}>${escapeXml(text ?? '')}</${tag}>\n`;
  const inside = children.map((child) => textOfElement(child, level + 1)).join('');
  return `${indent}<${start}>\n${inside}${indent}</${tag}>\n`;
}

function escapeAttribute(value: string): string {
  return escapeXml(value).replace(/"/g, '&quot;').replace(/\n/g, '&#10;').replace(/\t/g, '&#9;');
}
