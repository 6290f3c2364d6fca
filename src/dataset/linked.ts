import type { FollowedLink, LeftOut, LeftOutReason } from '../stores/store.js';
import type { Failure, Source } from './source.js';

/** @returns a function from a key to the other keys of the same file, which symbolic links inside the input make */
export function aliasesOf(links: readonly FollowedLink[]): (key: string) => string[] {
  const others = new Map<string, string[]>();
  const pair = (from: string, to: string) => others.set(from, [...(others.get(from) ?? []), to]);
  for (const { key, target } of links) {
    if (target === undefined) continue;
    pair(key, target);
    pair(target, key);
  }
  return (key) =>
    beginningsOf(key).flatMap((beginning) =>
      (others.get(beginning) ?? []).map((other) => other + key.slice(beginning.length)),
    );
}

/** The key, and the folders that it lies in, without their slashes. */
function beginningsOf(key: string): string[] {
  const parts = key.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/**
 * An image may be there twice because of a link. If only one of the two has labels, the other one would come out as an
 * image of background.
 * @returns the Sources that count
 */
export function withoutUnlabelledCopies(
  sources: readonly Source[],
  links: readonly FollowedLink[],
): readonly Source[] {
  const labelled = new Set(sources.filter(({ labels }) => labels).map(({ key }) => key));
  const aliases = aliasesOf(links);
  const isCopy = ({ key }: Source) => !labelled.has(key) && aliases(key).some((alias) => labelled.has(alias));
  return sources.filter((source) => !isCopy(source));
}

const LOST: Partial<Readonly<Record<LeftOutReason, string>>> = {
  'file in two forms':
    'two files have this name, in two Unicode forms (composed and decomposed), and neither is used, as their outputs would have one name; rename one',
  'folder in two forms':
    'two folders have this name, in two Unicode forms (composed and decomposed), and only one of them is read, as their outputs would lie in one; rename one',
  'link to nothing': 'it is a symbolic link whose target does not exist or cannot be read',
  'link out of the folder': 'it is a symbolic link out of the folder, which is not followed here',
};

/** What is missing in the data set: links that cannot be followed, and names that two files have. */
export function lostFiles(leftOut: readonly LeftOut[]): Failure[] {
  return leftOut.flatMap(({ name, reason }) => {
    const sentence = LOST[reason];
    return sentence === undefined ? [] : [{ key: name, reason: sentence }];
  });
}

/** Why the labels of an image cannot be used: two files have the name of one of its label files. */
export function labelsInTwoForms({ labels }: Source, leftOut: readonly LeftOut[]): string | undefined {
  const isLabel = (name: string) => labels?.files.some(({ key }) => key === name) ?? false;
  const twice = leftOut.find(({ name, reason }) => reason === 'file in two forms' && isLabel(name));
  return twice && `its labels are in ${twice.name}: ${LOST[twice.reason]!}`;
}
