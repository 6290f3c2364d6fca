import { hasAt } from './buffer.js';

/** What we read. The list is closed: a file of any other kind never reaches a decoder. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'avif';

/** What we write. */
export type OutputFormat = 'jpeg' | 'png' | 'webp';

/** The endings a format goes by; the first one is given to new files. */
const formatExtensions: Readonly<Record<ImageFormat, readonly [string, ...string[]]>> = {
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  png: ['.png'],
  webp: ['.webp'],
  tiff: ['.tif', '.tiff'],
  gif: ['.gif'],
  avif: ['.avif'],
};

interface Signature<Name extends string> {
  readonly name: Name;
  readonly offset: number;
  /** Latin-1. */
  readonly magic: string;
}

const READABLE: readonly Signature<ImageFormat>[] = [
  { name: 'jpeg', offset: 0, magic: '\xff\xd8\xff' },
  { name: 'png', offset: 0, magic: '\x89PNG\r\n\x1a\n' },
  { name: 'webp', offset: 8, magic: 'WEBP' },
  { name: 'tiff', offset: 0, magic: 'II*\0' },
  { name: 'tiff', offset: 0, magic: 'MM\0*' },
  { name: 'gif', offset: 0, magic: 'GIF87a' },
  { name: 'gif', offset: 0, magic: 'GIF89a' },
  { name: 'avif', offset: 4, magic: 'ftypavif' },
];

/** Kinds that people do have among their photos, so that the refusal can name them. */
const UNREADABLE: readonly Signature<string>[] = [
  { name: 'an AVIF sequence', offset: 4, magic: 'ftypavis' },
  { name: 'a HEIF picture', offset: 4, magic: 'ftyphei' },
  { name: 'a HEIF picture', offset: 4, magic: 'ftypmif1' },
  { name: 'a BMP picture', offset: 0, magic: 'BM' },
  { name: 'a JPEG 2000 picture', offset: 4, magic: 'jP  ' },
  { name: 'a JPEG XL picture', offset: 0, magic: '\xff\x0a' },
  { name: 'a JPEG XL picture', offset: 4, magic: 'JXL ' },
  { name: 'a Photoshop document', offset: 0, magic: '8BPS' },
  { name: 'a PDF document', offset: 0, magic: '%PDF' },
  { name: 'an SVG drawing', offset: 0, magic: '<svg' },
  { name: 'an XML document', offset: 0, magic: '<?xml' },
  { name: 'an HTML page', offset: 0, magic: '<!DOCTYPE html' },
  { name: 'a Git LFS pointer (run `git lfs pull`)', offset: 0, magic: 'version https://git-lfs' },
];

/** The format that the first bytes announce, whatever the file is called; undefined for all that we do not read. */
export function sniff(bytes: Uint8Array): ImageFormat | undefined {
  return READABLE.find(({ offset, magic }) => hasAt(bytes, offset, magic))?.name;
}

/** A refused file's kind in words, where we know it. */
export function describeUnreadable(bytes: Uint8Array): string | undefined {
  return UNREADABLE.find(({ offset, magic }) => hasAt(bytes, offset, magic))?.name;
}

/** The format that a name's ending announces. */
export function formatOfName(name: string): ImageFormat | undefined {
  const ending = endingOf(name).toLowerCase();
  const formats = Object.keys(formatExtensions) as ImageFormat[];
  return formats.find((format) => formatExtensions[format].includes(ending));
}

/** `same` is the Source's own format; what we cannot write comes out as PNG, which loses nothing. */
export function outputFormat(source: ImageFormat, requested: 'same' | OutputFormat): OutputFormat {
  if (requested !== 'same') return requested;
  return source === 'jpeg' || source === 'webp' ? source : 'png';
}

/**
 * The ending of an output, with its dot: the Source's own spelling (`.JPG`, `.jpeg`) where that fits the format, else
 * the usual one.
 */
export function outputExtension(sourceName: string, format: OutputFormat): string {
  return formatOfName(sourceName) === format ? endingOf(sourceName) : formatExtensions[format][0];
}

function endingOf(name: string): string {
  return /\.[^./]*$/u.exec(name)?.[0] ?? '';
}
