import { builtInImageFormats, formatOfName } from '../../core/image-formats.js';
import { splitEnding } from '../../core/keys.js';

const TYPES: Readonly<Record<string, string>> = {
  '.bmp': 'image/bmp',
  '.json': 'application/json',
  '.jsonl': 'application/x-ndjson',
  '.xml': 'application/xml',
  '.yaml': 'application/yaml',
  '.yml': 'application/yaml',
  '.csv': 'text/csv; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/** The media type of an object, as browsers show it; `application/octet-stream` if the ending is unknown. */
export function contentTypeOf(key: string): string {
  const type =
    formatOfName(key, builtInImageFormats)?.mediaType ?? TYPES[splitEnding(key).ending.toLowerCase()];
  return type ?? 'application/octet-stream';
}
