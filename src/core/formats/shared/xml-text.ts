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
  // .NET declares UTF-16 in texts that it then writes in UTF-8.
  if (decoder.encoding.startsWith('utf-')) return readText(file, bytes);
  try {
    return decoder.decode(bytes);
  } catch {
    throw new LabelError({ file }, `this is not a text in ${name}, which the file declares`);
  }
}

/** Names that Python knows and browsers do not, in small letters and with `-` for `_`. */
const ALIASES: Readonly<Record<string, string>> = {
  'utf-8-sig': 'utf-8',
  'latin-1': 'latin1',
  'latin-2': 'latin2',
  'mac-roman': 'macintosh',
  cp65001: 'utf-8',
  cp932: 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
};

function decoderOf(name: string): TextDecoder | undefined {
  const dashed = name.trim().toLowerCase().replaceAll('_', '-');
  for (const label of [name, dashed, ALIASES[dashed]])
    try {
      if (label !== undefined) return new TextDecoder(label, { fatal: true });
    } catch {
      // The next name may be known.
    }
  return undefined;
}

/** The beginning of an XML file, to recognise it. Its markup is the same in every encoding with ASCII's bytes. */
export function xmlHead(bytes: Uint8Array, length: number): string {
  return headText(bytes, length);
}
