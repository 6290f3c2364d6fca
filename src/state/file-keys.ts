import { folderOf, nameOf } from '../core/keys.js';
import { fitFolder, fitName } from '../dataset/names.js';

/** Folders of the state with one file for each Source. */
export type SourceFolder = 'records' | 'stale-outputs' | 'failures' | 'attempts' | 'deferred';

/** A name that was cut has a hash at its end: see `fitName` and `fitFolder`. */
const CUT = /~[0-9a-f]{16}(\/|\.json$)/;

/** The key of the Source that a file of a folder belongs to; undefined if its name does not tell. */
export function sourceKeyOf(kind: SourceFolder, file: string): string | undefined {
  const key = file.slice(kind.length + 1, -'.json'.length);
  return CUT.test(file) || fileKey(kind, key) !== file ? undefined : key;
}

/** Key of a Source's file in one of the folders of the state. */
export function fileKey(kind: SourceFolder, sourceKey: string): string {
  return fitFolder(`${kind}/${folderOf(sourceKey)}`) + fitName(nameOf(sourceKey), '', '.json');
}
