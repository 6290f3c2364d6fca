import { LabelError } from '../../errors.js';

/**
 * An element and its position in the text. Label files are edited in place, so that unchanged parts keep every byte:
 * quotes, entities, order and white space. A parser that builds and serialises a document does not keep them.
 */
export interface XmlElement {
  readonly name: string;
  /** Offset of the `<` of its start tag; `end` is the offset behind the `>` of its end tag. */
  readonly start: number;
  readonly end: number;
  /** Offsets between the tags; equal if the element is written `<name/>`. */
  readonly innerStart: number;
  readonly innerEnd: number;
  readonly children: readonly XmlElement[];
}

const DEEPEST = 50;
const NAME = /^[A-Za-z_][\w.:-]*/;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * The root element. Document types are refused, and with them all entities except the five that XML defines itself.
 * @throws LabelError with the line if the text is no XML
 */
export function parseXml(file: string, text: string): XmlElement {
  const fail = (at: number, reason: string): never => {
    throw new LabelError({ file, line: lineAt(text, at) }, reason);
  };
  const open: { name: string; start: number; innerStart: number; children: XmlElement[] }[] = [];
  let root: XmlElement | undefined;
  const close = (element: XmlElement) => {
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else if (root) fail(element.start, 'a second root element');
    else root = element;
  };
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    if (text.startsWith('<!DOCTYPE', at)) return fail(at, 'document types are not read, for safety');
    const end = markupEnd(text, at);
    if (end < 0) return fail(at, 'a tag is not closed: the file is cut off, or no XML');
    if (text.startsWith('</', at)) {
      const opened = open.pop();
      const name = text.slice(at + 2, end - 1).trim();
      if (opened?.name !== name) return fail(at, `</${name}> closes nothing that is open here`);
      close({ ...opened, end, innerEnd: at });
    } else if (!text.startsWith('<!', at) && !text.startsWith('<?', at)) {
      const name =
        NAME.exec(text.slice(at + 1, Math.min(end, at + 200)))?.[0] ?? fail(at, 'a tag without a name');
      if (text[end - 2] === '/')
        close({ name, start: at, end, innerStart: end, innerEnd: end, children: [] });
      else if (open.push({ name, start: at, innerStart: end, children: [] }) > DEEPEST)
        return fail(at, `elements are nested more than ${DEEPEST} deep`);
    }
    at = end;
  }
  const unclosed = open.at(-1);
  if (unclosed) return fail(unclosed.start, `<${unclosed.name}> is never closed`);
  return root ?? fail(0, 'there is no XML element');
}

/** The line, from 1, of an offset in a text. */
export function lineAt(text: string, at: number): number {
  return text.slice(0, at).split(/\r\n|\n|\r/).length;
}

/** The first child of a name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The text of an element without markup, with entities resolved; '' if there is no such element. */
export function textOf(text: string, element: XmlElement | undefined): string {
  if (!element) return '';
  const content = text
    .slice(element.innerStart, element.innerEnd)
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, content: string) => escapeXml(content));
  return resolveEntities(content).trim();
}

const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The attributes of an element in their order, with entities resolved. */
export function attributesOf(
  text: string,
  { start, innerStart }: XmlElement,
): [name: string, value: string][] {
  return [...text.slice(start, innerStart).matchAll(ATTRIBUTE)].map(([, name, double, single]) => [
    name!,
    resolveEntities(double ?? single!),
  ]);
}

function resolveEntities(text: string): string {
  return text.replace(
    /&(#x[\da-f]{1,6}|#\d{1,7}|\w{1,5});/gi,
    (whole, name: string) => resolve(name) ?? whole,
  );
}

function resolve(name: string): string | undefined {
  if (!name.startsWith('#')) return ENTITIES[name];
  const code = name[1]?.toLowerCase() === 'x' ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

export function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** A piece of a text, and what replaces it. */
export interface XmlEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Edits that do not overlap, in any order. */
export function applyEdits(text: string, edits: readonly XmlEdit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}

/** New content for an element. `<name/>` gets a start and an end tag. */
export function setText(element: XmlElement, content: string): XmlEdit {
  const text = escapeXml(content);
  if (element.innerStart < element.end) return { start: element.innerStart, end: element.innerEnd, text };
  return { start: element.start, end: element.end, text: `<${element.name}>${text}</${element.name}>` };
}

/** The offset behind a tag, comment, CDATA section or instruction; negative if it has no end. */
function markupEnd(text: string, at: number): number {
  for (const [opening, closing] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
  ] as const)
    if (text.startsWith(opening, at)) {
      const end = text.indexOf(closing, at + opening.length);
      return end < 0 ? -1 : end + closing.length;
    }
  let quote = '';
  for (let i = at + 1; i < text.length; i++) {
    const character = text[i]!;
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '<') return -1;
    else if (character === '>') return i + 1;
  }
  return -1;
}
