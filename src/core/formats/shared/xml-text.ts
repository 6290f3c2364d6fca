import { LabelError } from '../../errors.js';
import { headText, readText, unicodeOf } from './text.js';

const DECLARED = /^(\s*<\?xml\s[^>]*?encoding\s*=\s*["'])([^"']+)/;

/**
 * The text of an XML file in the encoding that it declares; without a declaration, UTF-8 or UTF-16. What is written
 * again is UTF-8, so the text declares that.
 * @throws LabelError if the encoding is not known, or the bytes are not in it
 */
export function readXmlText(file: string, bytes: Uint8Array): string {
  const text = decodeDeclared(file, bytes);
  const declared = DECLARED.exec(text)?.[2];
  return declared === undefined || /^utf-?8$/i.test(declared) ? text : text.replace(DECLARED, '$1UTF-8');
}

function decodeDeclared(file: string, bytes: Uint8Array): string {
  const name = DECLARED.exec(xmlHead(bytes, 200))?.[2];
  // The bytes of UTF-16 show it, whatever they declare.
  if (name === undefined || unicodeOf(bytes) !== 'utf-8') return readText(file, bytes);
  const decoder = decoderOf(name);
  if (!decoder) throw new LabelError({ file }, `the encoding ${name} is not known; save the file in UTF-8`);
  if (decoder.encoding === 'utf-8') return readText(file, bytes);
  try {
    return decoder.decode(bytes);
  } catch {
    throw new LabelError({ file }, `this is not a text in ${name}, which the file declares`);
  }
}

function decoderOf(name: string): TextDecoder | undefined {
  try {
    return new TextDecoder(name, { fatal: true });
  } catch {
    return undefined;
  }
}

/** The beginning of an XML file, to recognise it. Its markup is the same in every encoding with ASCII's bytes. */
export function xmlHead(bytes: Uint8Array, length: number): string {
  return headText(bytes, length);
}
