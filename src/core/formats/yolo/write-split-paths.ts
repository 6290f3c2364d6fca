import { isSeq } from 'yaml';
import type { Document } from 'yaml';
import type { WrittenSplitPath } from '../format.js';

/**
 * Writes the paths of splits into a `data.yaml`, so that none leads to the input.
 * @param fresh the folders of the output's images, by split
 * @returns whether any path changed
 */
export function writeSplitPaths(
  document: Document,
  splitPaths: readonly WrittenSplitPath[],
  fresh: ReadonlyMap<string, string>,
): boolean {
  const splits = [...new Set(splitPaths.map(({ split }) => split))];
  const changed = splits.filter((split) => {
    const own = splitPaths.filter((splitPath) => splitPath.split === split);
    return !own.every(isRight) && replaces(own, fresh.get(split));
  });
  for (const split of changed) {
    const paths = splitPaths
      .filter((splitPath) => splitPath.split === split)
      .flatMap((splitPath) => pathOf(splitPath) ?? []);
    const written = paths.length > 0 ? paths : [fresh.get(split)!];
    const before = document.get(split);
    const isList = isSeq(before) && paths.length > 0;
    const { flow } = isSeq(before) ? before : {};
    document.set(split, isList ? document.createNode(written, flow ? { flow } : {}) : written[0]);
  }
  return changed.length > 0;
}

/** Whether `writeSplitPaths` asks for the folders of the output's images: a split leads to nothing that is known. */
export function needsFolders(splitPaths: readonly WrittenSplitPath[]): boolean {
  const known = new Set(splitPaths.filter(({ to }) => to !== undefined).map(({ split }) => split));
  return splitPaths.some((splitPath) => !isRight(splitPath) && !known.has(splitPath.split));
}

/** Images of a split that is nowhere in the data set stay where they are, unless the output has such images. */
function replaces(splitPaths: readonly WrittenSplitPath[], fresh: string | undefined): boolean {
  return fresh !== undefined || splitPaths.some(({ to }) => to !== undefined);
}

/** True if a reader finds the images from the file's own folder, once `path` is gone. */
function isRight(splitPath: WrittenSplitPath): boolean {
  return pathOf(splitPath) === splitPath.path;
}

/** `./train/` is `train`. */
function pathOf({ path, to }: WrittenSplitPath): string | undefined {
  const plain = path.replace(/^(\.\/)+/, '').replace(/\/+$/, '') || '.';
  return plain === to ? path : to;
}
