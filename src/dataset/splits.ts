import type { FoundDatasetFile } from './dataset-files.js';
import { groupBy } from './group-by.js';
import { splitOfKey, splitOfName } from './layout.js';
import type { DatasetFile, ImageList } from './source.js';

/**
 * Finds the split of an image, by the first that names one: list files, the data-set files that describe it (of both,
 * those of train last), the folders that a data-set file declares, its own folders.
 */
export function splitFinder(
  files: readonly FoundDatasetFile[],
  lists: readonly ImageList[],
): (image: string) => string | undefined {
  const isTrain = ({ split }: ImageList) => split === 'train';
  const trainLast = [...lists.filter((list) => !isTrain(list)), ...lists.filter(isTrain)];
  const listed = new Map(
    trainLast
      .toReversed()
      .flatMap(({ split, lines }) => (split ? lines.map(({ image }) => [image, split] as const) : [])),
  );
  const described = (image: string) => {
    const splits = describedSplits(image, files).map(({ split }) => split);
    return splits.find((split) => split !== 'train') ?? splits[0];
  };
  const declaring = files.map(({ file }) => declaredFolders(file)).filter(({ length }) => length > 0);
  const declared = (image: string) =>
    declaring.map((folders) => splitByFolder(image, folders)).find((split) => split !== undefined);
  return (image) => listed.get(image) ?? described(image) ?? declared(image) ?? splitOfKey(image);
}

/** The splits that data-set files with labels put an image into. */
function describedSplits(image: string, files: readonly FoundDatasetFile[]) {
  return files.flatMap(({ file, partOf }) => {
    const part = partOf?.(image);
    const split = part && (splitOfName(part.split ?? '') ?? file.split);
    return split === undefined ? [] : [{ split, key: file.key }];
  });
}

/** An image that lists or data-set files put into several splits. */
export interface SharedImage {
  readonly image: string;
  /** In the order of names. */
  readonly splits: readonly string[];
}

/** The images that lists or data-set files put into several splits; the first that `splitFinder` finds counts. */
export function imagesInSeveralSplits(
  images: readonly string[],
  files: readonly FoundDatasetFile[],
  lists: readonly ImageList[],
): SharedImage[] {
  const listed = new Map<string, string[]>();
  for (const { split, lines } of lists) {
    if (split === undefined) continue;
    for (const { image } of lines) listed.set(image, [...(listed.get(image) ?? []), split]);
  }
  return images.flatMap((image) => {
    const described = describedSplits(image, files).map(({ split }) => split);
    const splits = [...new Set([...(listed.get(image) ?? []), ...described])].sort();
    return splits.length > 1 ? [{ image, splits }] : [];
  });
}

/** Images that data-set files put into train and into another split, one warning for each pair of files. */
export function sharedImages(images: readonly string[], files: readonly FoundDatasetFile[]): string[] {
  const pairs = images.flatMap((image) => {
    const found = describedSplits(image, files);
    const train = found.find(({ split }) => split === 'train');
    const other = found.find(({ split }) => split !== 'train');
    return train && other ? [{ image, train: train.key, other }] : [];
  });
  const groups = groupBy(pairs, ({ train, other }) => `${other.key} ${train}`);
  return [...groups.values()].map((group) => {
    const { image, train, other } = group[0]!;
    const [are, count] = group.length === 1 ? ['is', 'counts'] : ['are', 'count'];
    return `${other.key}: ${group.length} of its images ${are} in ${train} too, and ${count} as ${other.split}, so that no variant is tested on: ${image}`;
  });
}

interface DeclaredFolder {
  readonly split: string;
  readonly folder: string;
}

function declaredFolders({ splitPaths = [] }: DatasetFile): DeclaredFolder[] {
  return splitPaths.flatMap(({ split: name, key }) => {
    const split = splitOfName(name);
    return split && key !== undefined ? [{ split, folder: key }] : [];
  });
}

/** The deepest declared folder decides. Of several splits that share it, train counts; without train, none. */
function splitByFolder(image: string, folders: readonly DeclaredFolder[]): string | undefined {
  const holding = folders.filter(
    ({ folder }) => folder === '' || folder === image || image.startsWith(`${folder}/`),
  );
  const deepest = holding.reduce((most, { folder }) => Math.max(most, folder.length), 0);
  const splits = new Set(holding.filter(({ folder }) => folder.length === deepest).map(({ split }) => split));
  if (splits.has('train')) return 'train';
  return splits.size === 1 ? [...splits][0] : undefined;
}
