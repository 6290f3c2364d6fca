import { compareKeys, folderOf, nameOf } from '../core/keys.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { ObjectCount } from './class-counts.js';

/** An image that is augmented, and what its labels have. */
export interface CountedImage {
  readonly key: string;
  readonly classes: readonly ObjectCount[];
}

/** What images are balanced by: the classes of their labels, or their folder as their class. */
export function countedImage(
  key: string,
  classes: readonly ObjectCount[],
  { balance, tiles }: Pick<Recipe, 'balance' | 'tiles'>,
): CountedImage {
  if (balance?.by === 'folders')
    return { key, classes: [{ name: nameOf(folderOf(key).slice(0, -1)), objects: 1 }] };
  // Where each output shows an object, an image without any has no output, however many variants it gets.
  const hasOutputs = !tiles?.objects || classes.some(({ objects }) => objects > 0);
  return { key, classes: hasOutputs ? classes : [] };
}

export type BalanceRules = NonNullable<Recipe['balance']>;

/** Objects of one class among the outputs of all augmented images, before and after balancing. */
export interface BalancedClass {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  /** How many there should be. */
  readonly target: number;
}

/** What `balance` of a Recipe comes to for a data set. */
export interface Balance {
  /** In the order of names. */
  readonly classes: readonly BalancedClass[];
  /** Images that get more variants than the Recipe says of each. */
  readonly images: number;
}

/**
 * One more variant each in turn for the images of a class. All of them together tell of any image, by what its own labels
 * have, how many variants it gets: see `variantsAfter`.
 */
export interface Raise {
  /** The class. */
  readonly name: string;
  /** With `ratio`, the most frequent class: images in which there is too much of it are passed over. */
  readonly top?: string;
  /** The image that was next when there were enough. Absent: each image got the most. */
  readonly end?: Turn;
}

/** When it is the turn of an image: as that of images with fewer variants is over, and that of those with a larger share. */
interface Turn {
  /** Of its variants. */
  readonly number: number;
  /** Of the class in its labels. */
  readonly share: number;
  readonly key: string;
}

interface Outputs {
  /** Of each image, before balancing. */
  readonly variants: number;
  /** Whether the originals are outputs, too. */
  readonly originals: boolean;
}

/**
 * How many variants each image gets. Each class is to have `to` objects, or `ratio` times as many as the class that is the
 * most frequent one before. From the rarest class on, its images get one more variant each in turn, those of which it is the largest share
 * first, until it has enough or each of them has `most`. With `ratio`, images that would raise the most frequent class by
 * too much to help are passed over, and all is done again until it adds nothing, because that class may have grown.
 *
 * A class of the image as a whole, or of a mask, counts as one object.
 */
export function balanceVariants(
  images: readonly CountedImage[],
  { variants, originals }: Outputs,
  rules: BalanceRules,
): { readonly variants: readonly number[]; readonly raises: readonly Raise[]; readonly balance: Balance } {
  const tally = new Tally(images, variants, Number(originals));
  const before = new Map(tally.totals);
  const raises: Raise[] = [];
  const { to, ratio = 0, most } = rules;
  // If another class took its place once it has more, the two would raise each other without end.
  const top = to === undefined ? tally.fromRarest().at(-1) : undefined;
  const target = () => to ?? Math.ceil(ratio * (tally.totals.get(top ?? '') ?? 0));
  for (let grows = true; grows;) {
    const wanted = target();
    const made = tally.fromRarest().flatMap((name): Raise[] => {
      const helps = (image: CountedImage) =>
        isHelpful(image, { name, ...(top !== undefined && { top }) }, ratio);
      const filled = tally.fill(name, { wanted, most, helps });
      return filled ? [{ name, ...(top !== undefined && { top }), ...filled }] : [];
    });
    for (const raise of made) raises.push(raise);
    grows = made.length > 0;
  }
  const final = target();
  return {
    variants: tally.variants,
    raises,
    balance: {
      classes: [...tally.totals]
        .map(([name, after]) => ({ name, before: before.get(name)!, after, target: final }))
        .sort((a, b) => compareKeys(a.name, b.name)),
      images: tally.variants.filter((number) => number > variants).length,
    },
  };
}

/**
 * How many variants an image gets, by what was raised. For each of the images that were balanced it is their number then, and
 * for another one a number as if it had been among them and had changed nothing.
 */
export function variantsAfter(
  raises: readonly Raise[],
  image: CountedImage,
  variants: number,
  { most, ratio = 0 }: BalanceRules,
): number {
  const own = new Set(image.classes.map(({ name }) => name));
  let number = variants;
  for (const raise of raises) {
    if (!own.has(raise.name) || !isHelpful(image, raise, ratio)) continue;
    const share = shareOf(image, raise.name);
    while (number < most && isBefore({ number, share, key: image.key }, raise.end)) number += 1;
  }
  return number;
}

function isBefore(turn: Turn, end: Turn | undefined): boolean {
  if (!end || turn.number !== end.number) return !end || turn.number < end.number;
  return turn.share === end.share ? compareKeys(turn.key, end.key) < 0 : turn.share > end.share;
}

function isHelpful({ classes }: CountedImage, { name, top }: Raise, ratio: number): boolean {
  return weightIn(classes, name) > ratio * (top === undefined ? 0 : weightIn(classes, top));
}

interface Goal {
  /** Objects of the class. */
  readonly wanted: number;
  /** Variants of an image. */
  readonly most: number;
  readonly helps: (image: CountedImage) => boolean;
}

/** The numbers of variants of all images, and the objects that they come to. */
class Tally {
  readonly variants: number[];
  readonly totals = new Map<string, number>();
  /** Positions of the images that have a class. */
  private readonly members = new Map<string, number[]>();

  constructor(
    private readonly images: readonly CountedImage[],
    private readonly least: number,
    originals: number,
  ) {
    this.variants = images.map(() => least);
    images.forEach(({ classes }, at) => {
      for (const one of classes) {
        this.add(one, least + originals);
        const members = this.members.get(one.name);
        if (members) members.push(at);
        else this.members.set(one.name, [at]);
      }
    });
    for (const [name, members] of this.members) this.sortByShare(name, members);
  }

  fromRarest(): string[] {
    return [...this.totals].sort(([a, m], [b, n]) => m - n || compareKeys(a, b)).map(([name]) => name);
  }

  /** @returns where it ended; undefined if no image got more variants */
  fill(name: string, { wanted, most, helps }: Goal): Pick<Raise, 'end'> | undefined {
    const members = this.members.get(name)!.filter((at) => helps(this.images[at]!));
    let grew = false;
    for (let number = this.least; number < most; number++) {
      for (const at of members) {
        const image = this.images[at]!;
        if (this.totals.get(name)! >= wanted)
          return grew ? { end: { number, share: shareOf(image, name), key: image.key } } : undefined;
        if (this.variants[at] !== number) continue;
        this.variants[at] = number + 1;
        for (const one of image.classes) this.add(one, 1);
        grew = true;
      }
    }
    return grew ? {} : undefined;
  }

  private add(one: ObjectCount, outputs: number): void {
    this.totals.set(one.name, (this.totals.get(one.name) ?? 0) + weightOf(one) * outputs);
  }

  /** Images with few other objects raise the other classes least. */
  private sortByShare(name: string, members: number[]): void {
    const shares = new Map(members.map((at) => [at, shareOf(this.images[at]!, name)]));
    members.sort(
      (a, b) => shares.get(b)! - shares.get(a)! || compareKeys(this.images[a]!.key, this.images[b]!.key),
    );
  }
}

function shareOf({ classes }: CountedImage, name: string): number {
  const all = classes.reduce((sum, one) => sum + weightOf(one), 0);
  return weightIn(classes, name) / all;
}

function weightIn(classes: readonly ObjectCount[], name: string): number {
  const found = classes.find((one) => one.name === name);
  return found ? weightOf(found) : 0;
}

function weightOf({ objects }: ObjectCount): number {
  return objects || 1;
}
