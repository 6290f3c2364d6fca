import { folderOf, nameOf } from '../core/keys.js';
import { fitFolder, fitName } from '../dataset/names.js';

/** Folders of the state with one file for each Source. */
export type SourceFolder = 'records' | 'intents' | 'stale-outputs' | 'failures' | 'attempts' | 'deferred';

/** Key of a Source's file in one of the folders of the state. */
export function fileKey(kind: SourceFolder, sourceKey: string): string {
  return fitFolder(`${kind}/${folderOf(sourceKey)}`) + fitName(nameOf(sourceKey), '', '.json');
}
