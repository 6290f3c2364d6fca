import { describe, expect, it } from 'vitest';
import { readXmlText } from './xml-text.js';

const CAFE = { latin1: [0xe9], 'utf-8': [0xc3, 0xa9], mac: [0x8e], japanese: [0x83, 0x4a] };

function read(encoding: string, bytes: readonly number[]): string {
  const [start, end] = [`<?xml version="1.0" encoding="${encoding}"?><name>caf`, '</name>'].map((text) =>
    Buffer.from(text),
  );
  return readXmlText('a.xml', Buffer.concat([start!, Buffer.from(bytes), end!]));
}

describe('the text of an XML file', () => {
  it.each([
    ['latin-1', CAFE.latin1, 'é'],
    ['latin_1', CAFE.latin1, 'é'],
    ['Latin-1', CAFE.latin1, 'é'],
    ['iso8859_15', CAFE.latin1, 'é'],
    ['cp1252', CAFE.latin1, 'é'],
    ['utf_8', CAFE['utf-8'], 'é'],
    ['UTF-8-SIG', CAFE['utf-8'], 'é'],
    ['cp65001', CAFE['utf-8'], 'é'],
    ['utf-16', CAFE['utf-8'], 'é'],
    ['mac_roman', CAFE.mac, 'é'],
    ['cp932', CAFE.japanese, 'カ'],
  ])('is read where it declares %s', (encoding, bytes, letter) => {
    expect(read(encoding, bytes)).toBe(`<?xml version="1.0" encoding="UTF-8"?><name>caf${letter}</name>`);
  });

  it.each(['ansi', 'cp850', 'x'])('is refused by name where it declares %s', (encoding) => {
    expect(() => read(encoding, CAFE.latin1)).toThrow(`the encoding ${encoding} is not known`);
  });
});
