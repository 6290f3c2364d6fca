import { isMap, parseDocument } from 'yaml';

/** The Recipe with another seed; all else stays as it is written, comments too. */
export function withOtherSeed(text: string): string {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return text;
  const seed = Math.floor(Math.random() * 1_000_000);
  const written = /^seed:[ \t]*[^\s#]+/m;
  if (document.has('seed') && written.test(text)) return text.replace(written, `seed: ${seed}`);
  if (document.has('seed')) return text;
  const version = /^version:.*\n/m.exec(text);
  const at = version ? version.index + version[0].length : firstLine(text);
  return `${text.slice(0, at)}seed: ${seed}\n${text.slice(at)}`;
}

/** Where the first line begins that is no comment. */
function firstLine(text: string): number {
  return /^(?:#.*\n|\s*\n)*/.exec(text)![0].length;
}
