import { RecipeError } from './errors.js';
import { splitEnding } from './keys.js';
import type { PackageId } from './package-id.js';

/** A kind of image file: its names and how to recognise it. `ImageCodec` (src/codecs) adds reading and writing. */
export interface ImageFormat {
  /** As `output.format` in a Recipe names it. */
  readonly name: string;
  /** Other names that `output.format` accepts for it. */
  readonly aliases?: readonly string[];
  /** As messages name it. */
  readonly title: string;
  /** Endings of file names: lower case, with the dot. New files get the first one. */
  readonly endings: readonly [string, ...string[]];
  readonly mediaType: string;
  readonly canWrite: boolean;
  /** Absent for what this package brings itself. */
  readonly package?: PackageId;
  /** @param bytes the file, from its first byte; may be of any kind and length */
  recognises(bytes: Uint8Array): boolean;
}

/** Latin-1 text that stands at a fixed offset in each file of a kind. */
type Signature = readonly [offset: number, latin1: string];

function startsWith(...signatures: readonly Signature[]): (bytes: Uint8Array) => boolean {
  return (bytes) => signatures.some(([offset, latin1]) => hasTextAt(bytes, offset, latin1));
}

/** @param latin1 one character per byte */
export function hasTextAt(bytes: Uint8Array, offset: number, latin1: string): boolean {
  for (let i = 0; i < latin1.length; i++) if (bytes[offset + i] !== latin1.charCodeAt(i)) return false;
  return true;
}

export const jpegFormat = {
  name: 'jpeg',
  aliases: ['jpg'],
  title: 'JPEG',
  // A .mpo is a JPEG with more images behind it.
  endings: ['.jpg', '.jpeg', '.jpe', '.jfif', '.mpo'],
  mediaType: 'image/jpeg',
  canWrite: true,
  recognises: startsWith([0, '\xff\xd8\xff']),
} as const satisfies ImageFormat;

/** What a PNG begins with. It shows where a file was transferred as text. */
export const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';

export const pngFormat = {
  name: 'png',
  title: 'PNG',
  endings: ['.png'],
  mediaType: 'image/png',
  canWrite: true,
  // Also where the signature is damaged: then the name of the first chunk, or the signature's beginning, still tells.
  recognises: startsWith([0, '\x89PNG'], [12, 'IHDR']),
} as const satisfies ImageFormat;

export const webpFormat = {
  name: 'webp',
  title: 'WebP',
  endings: ['.webp'],
  mediaType: 'image/webp',
  canWrite: true,
  recognises: startsWith([8, 'WEBP']),
} as const satisfies ImageFormat;

export const tiffFormat = {
  name: 'tiff',
  title: 'TIFF',
  endings: ['.tif', '.tiff'],
  mediaType: 'image/tiff',
  canWrite: true,
  recognises: startsWith([0, 'II*\0'], [0, 'MM\0*'], [0, 'II+\0'], [0, 'MM\0+']),
} as const satisfies ImageFormat;

export const gifFormat = {
  name: 'gif',
  title: 'GIF',
  endings: ['.gif'],
  mediaType: 'image/gif',
  canWrite: false,
  recognises: startsWith([0, 'GIF87a'], [0, 'GIF89a']),
} as const satisfies ImageFormat;

/** The general brand of HEIF in front, and that of AVIF among the others, which follow by 4 bytes each. */
function isGenericAvif(bytes: Uint8Array): boolean {
  if (!hasTextAt(bytes, 4, 'ftypmif1')) return false;
  const end = Math.min(bytes.length, bytes[2]! * 256 + bytes[3]!);
  for (let offset = 16; offset < end; offset += 4) if (hasTextAt(bytes, offset, 'avif')) return true;
  return false;
}

export const avifFormat = {
  name: 'avif',
  title: 'AVIF',
  endings: ['.avif'],
  mediaType: 'image/avif',
  canWrite: false,
  recognises: (bytes) => hasTextAt(bytes, 4, 'ftypavif') || isGenericAvif(bytes),
} as const satisfies ImageFormat;

export const bmpFormat = {
  name: 'bmp',
  title: 'BMP',
  endings: ['.bmp', '.dib'],
  mediaType: 'image/bmp',
  canWrite: false,
  recognises: startsWith([0, 'BM']),
} as const satisfies ImageFormat;

export const heifFormat = {
  name: 'heif',
  title: 'HEIF',
  endings: ['.heic', '.heif', '.hif'],
  mediaType: 'image/heic',
  canWrite: false,
  recognises: startsWith([4, 'ftyphei'], [4, 'ftyphev'], [4, 'ftypmif1']),
} as const satisfies ImageFormat;

export const builtInImageFormats = [
  jpegFormat,
  pngFormat,
  webpFormat,
  tiffFormat,
  gifFormat,
  avifFormat,
  bmpFormat,
  heifFormat,
] as const satisfies readonly ImageFormat[];

interface UnreadableKind {
  readonly kind: string;
  recognises(bytes: Uint8Array): boolean;
}

/** Files that lie among images in real data sets and that no built-in codec reads: a refusal names their kind. */
const unreadableKinds: readonly UnreadableKind[] = [
  { kind: 'an AVIF sequence', recognises: startsWith([4, 'ftypavis']) },
  { kind: 'a JPEG 2000 image', recognises: startsWith([4, 'jP  '], [0, '\xff\x4f\xff\x51']) },
  { kind: 'a JPEG XL image', recognises: startsWith([0, '\xff\x0a'], [4, 'JXL ']) },
  { kind: 'a Photoshop document', recognises: startsWith([0, '8BPS']) },
  { kind: 'a PDF document', recognises: startsWith([0, '%PDF']) },
  { kind: 'an SVG drawing', recognises: startsWith([0, '<svg']) },
  { kind: 'an XML document', recognises: startsWith([0, '<?xml']) },
  { kind: 'an HTML page', recognises: startsWith([0, '<!DOCTYPE html']) },
  {
    kind: 'a Git LFS pointer (run `git lfs pull`)',
    recognises: startsWith([0, 'version https://git-lfs']),
  },
];

/** What cameras record before it is an image. Most begin like a TIFF, and would be read as their small preview. */
const RAW_ENDINGS: readonly string[] =
  '.dng .cr2 .cr3 .nef .nrw .arw .raf .orf .rw2 .pef .srw .raw .x3f'.split(' ');

/** A file with such an ending counts as an image, so that it fails with a reason instead of being overlooked. */
const REFUSED_ENDINGS: readonly string[] = [
  ...'.jp2 .j2k .jpf .jpx .jxl .jxr .avifs .heics .apng .psd .psb .tga .exr .ppm .pgm .pbm .pnm'.split(' '),
  ...'.pfm .pcx .qoi .dds .xcf .dcm .dicom'.split(' '),
  ...RAW_ENDINGS,
];

/** The format that the first bytes announce, whatever the file's name is. */
export function recogniseFormat<Format extends ImageFormat>(
  bytes: Uint8Array,
  formats: readonly Format[],
): Format | undefined {
  return formats.find((format) => format.recognises(bytes));
}

/** The kind of a file that is none of the formats, in words with an article; undefined where it is not known. */
export function describeUnreadable(bytes: Uint8Array): string | undefined {
  return unreadableKinds.find((kind) => kind.recognises(bytes))?.kind;
}

/** The format that a name's ending announces. */
export function formatOfName<Format extends ImageFormat>(
  name: string,
  formats: readonly Format[],
): Format | undefined {
  const ending = splitEnding(name).ending.toLowerCase();
  return formats.find(({ endings }) => endings.includes(ending));
}

/** Whether a key's ending is that of an image. What the file really is, its bytes decide. */
export function isImageName(key: string, formats: readonly ImageFormat[]): boolean {
  return (
    formatOfName(key, formats) !== undefined ||
    REFUSED_ENDINGS.includes(splitEnding(key).ending.toLowerCase())
  );
}

/** Why a file is refused by its name, whatever its bytes are; undefined for most names. */
export function refusalOfName(key: string): string | undefined {
  const ending = splitEnding(key).ending.toLowerCase();
  return RAW_ENDINGS.includes(ending)
    ? `the raw file of a camera (${ending}) is not read; convert it to TIFF, PNG or JPEG first`
    : undefined;
}

export type Writable<Format extends ImageFormat> = Format & { readonly canWrite: true };

function isWritable<Format extends ImageFormat>(format: Format): format is Writable<Format> {
  return format.canWrite;
}

/** The names that `output.format` may have, besides `same`. */
export function writableNames(formats: readonly ImageFormat[]): string[] {
  return formats.filter(isWritable).map(({ name }) => name);
}

/** The names that `output.format` accepts, besides `same`: those of `writableNames`, each before its aliases. */
export function acceptedNames(formats: readonly ImageFormat[]): string[] {
  return formats.filter(isWritable).flatMap(({ name, aliases = [] }) => [name, ...aliases]);
}

/** The name of the format that has this name or alias; a name that is not known stays as it is. */
export function properName(name: string, formats: readonly ImageFormat[]): string {
  if (formats.some((format) => format.name === name)) return name;
  return formats.find(({ aliases }) => aliases?.includes(name))?.name ?? name;
}

/** For messages: `.jpg, .jpeg, .png`. */
export function listEndings(formats: readonly ImageFormat[]): string {
  return formats.flatMap(({ endings }) => endings).join(', ');
}

/** For messages: `JPEG, PNG and WebP`. */
export function listTitles(formats: readonly ImageFormat[]): string {
  const titles = formats.map(({ title }) => title);
  const [last] = titles.slice(-1);
  return titles.length < 2 ? titles.join('') : `${titles.slice(0, -1).join(', ')} and ${last}`;
}

/**
 * The format of an output.
 * @param requested a format's name, or `same`: the Source's own format, or PNG where that cannot be written
 * @throws RecipeError where `formats` has no such format that can be written
 */
export function outputFormat<Format extends ImageFormat>(
  source: Format,
  requested: string,
  formats: readonly Format[],
): Writable<Format> {
  if (requested !== 'same') return writableFormat(requested, formats);
  return isWritable(source) ? source : writableFormat(pngFormat.name, formats);
}

/** @throws RecipeError where `formats` has no format of this name that can be written */
export function writableFormat<Format extends ImageFormat>(
  name: string,
  formats: readonly Format[],
): Writable<Format> {
  const proper = properName(name, formats);
  const found = formats.filter(isWritable).find((format) => format.name === proper);
  if (found) return found;
  throw new RecipeError(`output.format: ${name} cannot be written; use ${writableNames(formats).join(', ')}`);
}

/**
 * The ending of an output, with its dot: as the Source's name spells it (`.JPG`, `.jpeg`) where that ending belongs to
 * the format, else the format's first one.
 */
export function outputEnding(sourceName: string, format: ImageFormat): string {
  return formatOfName(sourceName, [format]) ? splitEnding(sourceName).ending : format.endings[0];
}
