import type { Formats } from '../core/formats/formats.js';
import { LOSSY_ENDINGS } from '../core/formats/shared/mask-files.js';
import type { Recipe } from '../core/recipe/schema.js';
import { compareKeys, folderOf, splitEnding } from '../core/keys.js';
import { hasImageFolder, isMarkedAsMask, marksMasks, PartnerFinder } from './label-partners.js';
import type { Partner } from './label-partners.js';
import {
  findLabelImages,
  isMarked,
  isMaskEnding,
  isTextEnding,
  isUsual,
  labelKeysAt,
  withUsualRole,
} from './layout.js';
import { lookingOnce } from './mask-looks.js';
import type { Looks } from './mask-looks.js';
import { labelKeyAt } from './placement.js';
import { fixedPlacements, patternOf } from './placement-pattern.js';
import { settleRivals } from './rival-placements.js';
import type { Doubtful } from './rival-placements.js';
import type { LearntPlacement } from './placement.js';
import type { Undecided } from './source.js';
import type { Store } from '../stores/store.js';

/** The label files of one placement, as far as they were looked at. */
interface Candidate {
  readonly placement: LearntPlacement;
  readonly pairs: Partner[];
}

export interface FoundPlacements {
  /** In the order in which they count: masks in colours after those whose values are classes. */
  readonly placements: readonly LearntPlacement[];
  readonly undecided: readonly Undecided[];
}

/** So many label files of each folder are looked at, by name; and so many of each placement by content. */
const NAMES_OF_FOLDER = 16;
const CONTENTS_OF_PLACEMENT = 4;
/** Share of a folder's images that must have an image of their name, where only content marks them as masks. */
const MOST = 0.5;

/**
 * Learns where the label files of a data set lie. Files that share names with images, in the same folder or in one that
 * lies parallel, are candidates. Usual names decide, and else the content of a few files of each placement.
 */
export async function findPlacements(
  keys: readonly string[],
  images: readonly string[],
  input: Pick<Store, 'read'>,
  { labels, modules: { formats } }: Pick<Recipe, 'labels' | 'modules'>,
  maskFolders: readonly string[],
): Promise<FoundPlacements> {
  const declared = labels.masks === 'auto' ? placementsIn(maskFolders, images) : [];
  const fixed = [...allFixed(labels, keys, images), ...declared];
  const lookAt = lookingOnce(input);
  const isDeclared = new Set(images.flatMap((image) => labelKeysAt(image, declared)));
  const possible = images.filter((key) => isPossibleMask(key, formats) && !isDeclared.has(key));
  const masks = await choose(labels.masks === 'auto' ? possible : [], { images, input, formats, lookAt });
  const fixedMasks = fixed.filter(({ role }) => role !== 'labels');
  const { keys: labelImages } = findLabelImages(images, [...fixedMasks, ...masks.placements]);
  const sources = images.filter((key) => !labelImages.has(key));
  const texts = keys.filter((key) => isTextEnding(splitEnding(key).ending, formats));
  const files = await choose(labels.files === 'auto' ? texts : [], {
    images: sources,
    input,
    formats,
    lookAt,
  });
  return {
    placements: [...fixed, ...masks.placements, ...files.placements.toSorted(nearestNameFirst)],
    undecided: [...masks.undecided, ...files.undecided],
  };
}

/** `b.txt` is the label file of `b.jpg` before `b cut.txt` is, which lost its own image. */
function nearestNameFirst(a: LearntPlacement, b: LearntPlacement): number {
  return a.ending.length - b.ending.length;
}

function isPossibleMask(key: string, formats: Formats): boolean {
  const { ending } = splitEnding(key);
  return isMaskEnding(ending, formats) || (isLossy(ending) && isMarked(key));
}

function isLossy(ending: string): boolean {
  return LOSSY_ENDINGS.includes(ending.toLowerCase());
}

async function choose(possible: readonly string[], context: Context): Promise<FoundPlacements> {
  const found: LearntPlacement[] = [];
  const coloured: LearntPlacement[] = [];
  const doubtful: (Doubtful & Candidate)[] = [];
  for (const candidate of collectCandidates(possible, context)) {
    const { placement } = candidate;
    const decision = await decide(candidate, context);
    if (decision === 'labels') found.push(placement);
    else if (decision === 'coloured') coloured.push(placement);
    else if (decision !== 'none') doubtful.push({ ...candidate, undecided: decision });
  }
  const placements = [...found, ...coloured];
  const { folders } = findLabelImages(context.images, placements);
  const open = doubtful.filter((one) => !isLeftOut(one, folders));
  return settleRivals(placements, open, possible, context.images);
}

/** Where masks lie by the folders that the data set declares, as far as there are any. */
function placementsIn(maskFolders: readonly string[], images: readonly string[]): LearntPlacement[] {
  const all = new Set(images);
  return maskFolders
    .map((to): LearntPlacement => ({ role: 'semantic', from: 'images', to, stem: '', ending: '.png' }))
    .filter((placement) => images.some((image) => all.has(labelKeyAt(placement, image) ?? '')));
}

/** JPEG files in folders of masks are left out, with a note, whatever they are. */
function isLeftOut({ placement, pairs }: Candidate, maskFolders: readonly string[]): boolean {
  const isJpeg = isLossy(splitEnding(`x${placement.ending}`).ending);
  return isJpeg && pairs.every(({ label }) => maskFolders.includes(folderOf(label)));
}

/** What the Recipe fixes, as far as there are files. */
function allFixed(labels: Recipe['labels'], keys: readonly string[], images: readonly string[]) {
  const all = new Set(keys);
  const found = new Map<string, LearntPlacement>();
  for (const image of images) {
    for (const placement of fixedPlacements(labels, folderOf(image)))
      if (all.has(labelKeyAt(placement, image) ?? '')) found.set(JSON.stringify(placement), placement);
  }
  return [...found].sort(([a], [b]) => compareKeys(a, b)).map(([, placement]) => placement);
}

function collectCandidates(possible: readonly string[], { images, formats }: Context): readonly Candidate[] {
  const finder = new PartnerFinder(images);
  const isImage = new Set(images);
  const looked = new Map<string, number>();
  const found = new Map<string, Candidate>();
  for (const key of possible) {
    const group = folderOf(key) + splitEnding(key).ending;
    const count = looked.get(group) ?? 0;
    if (count >= NAMES_OF_FOLDER) continue;
    const partners = finder.partnersOf(key, isImage.has(key));
    if (partners.length > 0) looked.set(group, count + 1);
    for (const { placement, ...pair } of partners)
      addTo(found, { ...pair, placement: withUsualRole(placement, formats) });
  }
  return [...found].sort(([a], [b]) => compareKeys(a, b)).map(([, candidate]) => candidate);
}

function addTo(found: Map<string, Candidate>, partner: Partner): void {
  const id = JSON.stringify(partner.placement);
  const known = found.get(id);
  if (known) known.pairs.push(partner);
  else found.set(id, { placement: partner.placement, pairs: [partner] });
}

interface Context {
  readonly input: Pick<Store, 'read'>;
  readonly images: readonly string[];
  readonly formats: Formats;
  readonly lookAt: (key: string) => Promise<Looks | undefined>;
}

type Decision = 'labels' | 'coloured' | 'none' | Undecided;

async function decide(candidate: Candidate, context: Context): Promise<Decision> {
  const { placement } = candidate;
  if (placement.role !== 'labels') return decideMasks(candidate, context);
  if (isUsual(placement, context.formats)) return 'labels';
  for (const { label } of sampleOf(candidate.pairs)) {
    const stored = await context.input.read(label);
    if (stored && context.formats.recognise(label, stored.bytes)?.files.labels !== undefined) return 'labels';
  }
  return 'none';
}

async function decideMasks({ placement, pairs }: Candidate, context: Context): Promise<Decision> {
  const looksAt = async (keys: readonly string[]) => {
    const looks = await Promise.all(keys.map(context.lookAt));
    return looks.filter((one) => one !== undefined);
  };
  const sample = sampleOf(pairs);
  const masks = await looksAt(sample.map(({ label }) => label));
  const isNamed = marksMasks(placement);
  if (isLossy(splitEnding(`x${placement.ending}`).ending))
    return isNamed && hasImageFolder(placement) ? refusedAsLossy(pairs) : 'none';
  if (masks.length === 0) return isNamed ? 'labels' : 'none';
  if (isNamed) {
    if (masks.every((looks) => looks === 'map' || looks === 'grey')) return 'labels';
    if (masks.every((looks) => looks !== 'natural')) return 'coloured';
    return hasImageFolder(placement)
      ? undecidedOf(
          placement,
          pairs,
          'have a usual name of masks, but look like ordinary images (more than 256 colours, or hardly any even areas)',
        )
      : 'none';
  }
  if (isMarkedAsMask(placement)) return 'none';
  const images = await looksAt(
    sample.map(({ image }) => image).filter((key) => isMaskEnding(splitEnding(key).ending, context.formats)),
  );
  if (images.some((looks) => masks.includes(looks))) return 'none';
  return decideByContent({ placement, pairs }, masks, context);
}

/** Files without a usual name, beside images that look different. */
function decideByContent(
  { placement, pairs }: Candidate,
  masks: readonly Looks[],
  { images }: Context,
): Decision {
  const all = (...kinds: readonly Looks[]) => masks.every((looks) => kinds.includes(looks));
  if (!all('map', 'colours')) return 'none';
  if (!all('map')) return undecidedOf(placement, pairs, 'look like masks in colours');
  return shareOfMasks(placement, images) >= MOST
    ? 'labels'
    : undecidedOf(placement, pairs, 'look like masks, but most of them have no image of their name');
}

/** The share of masks among the images that could be masks at this placement, in the folders that have some. */
function shareOfMasks(placement: LearntPlacement, images: readonly string[]): number {
  const placed = new Set(images.flatMap((image) => labelKeyAt(placement, image) ?? []));
  const masks = images.filter((image) => placed.has(image));
  const folders = new Set(masks.map(folderOf));
  const isBeside = placement.from === '' && placement.to === '';
  const others = images.filter((image) => folders.has(folderOf(image)) && !placed.has(image));
  const possible = isBeside ? others.length : masks.length + others.length;
  return masks.length / Math.max(1, possible);
}

/** JPEG blurs the borders between values, and nobody can say afterwards which value a pixel had. */
function refusedAsLossy(pairs: readonly Partner[]): Undecided {
  const { image, label } = pairs[0]!;
  return {
    folders: foldersOf(pairs),
    reason: `${label} has the name of a mask of ${image}, but JPEG changes the values of pixels, so it is not read as one; save the masks as PNG, or set labels.masks in the recipe to none if they are images of their own`,
  };
}

function foldersOf(pairs: readonly Partner[]): string[] {
  const folders = pairs.flatMap((pair) => [folderOf(pair.image), folderOf(pair.label)]);
  return [...new Set(folders)].sort(compareKeys);
}

function undecidedOf(placement: LearntPlacement, pairs: readonly Partner[], why: string): Undecided {
  const { image, label } = pairs[0]!;
  return {
    folders: foldersOf(pairs),
    reason: `${label} may be the mask of ${image}, or an image of its own: the files there ${why}; set labels.masks in the recipe to ${patternOf(placement, image, label)} or to none`,
  };
}

/** Evenly spread, so that it does not depend on the beginning alone. */
function sampleOf(pairs: readonly Partner[]): readonly Partner[] {
  const count = Math.min(pairs.length, CONTENTS_OF_PLACEMENT);
  return Array.from({ length: count }, (_, i) => pairs[Math.floor((i * pairs.length) / count)]!);
}
