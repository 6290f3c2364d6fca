import { compareKeys } from '../core/keys.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { ObjectCount } from './class-counts.js';

/** An image that is augmented, and what its labels have. */
export interface CountedImage {
  readonly key: string;
  readonly classes: readonly ObjectCount[];
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

interface Outputs {
  /** Of each image, before balancing. */
  readonly variants: number;
  /** Whether the originals are outputs, too. */
  readonly originals: boolean;
}

/**
 * How many variants each image gets. Each class is to have `to` objects, or `ratio` times as many as the most frequent
 * class. From the rarest class on, its images get one more variant each in turn, those of which it is the largest share
 * first, until it has enough or each of them has `most`. With `ratio`, images that would raise the most frequent class by
 * too much to help are passed over, and all is done again until it adds nothing, because that class may have grown.
 *
 * A class of the image as a whole, or of a mask, counts as one object.
 */
export function balanceVariants(
  images: readonly CountedImage[],
  { variants, originals }: Outputs,
  rules: BalanceRules,
): { readonly variants: readonly number[]; readonly balance: Balance } {
  const tally = new Tally(images, variants, Number(originals));
  const before = new Map(tally.totals);
  const { to, ratio = 0, most } = rules;
  const target = () => to ?? Math.ceil(ratio * (tally.totals.get(tally.fromRarest().at(-1) ?? '') ?? 0));
  for (let grows = true; grows;) {
    const names = tally.fromRarest();
    const top = to === undefined ? names.at(-1) : undefined;
    const wanted = target();
    const helps = ({ classes }: CountedImage, name: string) =>
      weightIn(classes, name) > ratio * (top === undefined ? 0 : weightIn(classes, top));
    grows = names.filter((name) => tally.fill(name, { wanted, most, helps })).length > 0;
  }
  const final = target();
  return {
    variants: tally.variants,
    balance: {
      classes: [...tally.totals]
        .map(([name, after]) => ({ name, before: before.get(name)!, after, target: final }))
        .sort((a, b) => compareKeys(a.name, b.name)),
      images: tally.variants.filter((number) => number > variants).length,
    },
  };
}

interface Goal {
  /** Objects of the class. */
  readonly wanted: number;
  /** Variants of an image. */
  readonly most: number;
  readonly helps: (image: CountedImage, name: string) => boolean;
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

  /** @returns whether an image got more variants */
  fill(name: string, { wanted, most, helps }: Goal): boolean {
    const members = this.members.get(name)!.filter((at) => helps(this.images[at]!, name));
    let grew = false;
    for (let number = this.least; number < most; number++) {
      for (const at of members) {
        if (this.totals.get(name)! >= wanted) return grew;
        if (this.variants[at] !== number) continue;
        this.variants[at] = number + 1;
        for (const one of this.images[at]!.classes) this.add(one, 1);
        grew = true;
      }
    }
    return grew;
  }

  private add(one: ObjectCount, outputs: number): void {
    this.totals.set(one.name, (this.totals.get(one.name) ?? 0) + weightOf(one) * outputs);
  }

  /** Images with few other objects raise the other classes least. */
  private sortByShare(name: string, members: number[]): void {
    const shares = new Map(
      members.map((at) => {
        const { classes } = this.images[at]!;
        const all = classes.reduce((sum, one) => sum + weightOf(one), 0);
        return [at, weightIn(classes, name) / all];
      }),
    );
    members.sort(
      (a, b) => shares.get(b)! - shares.get(a)! || compareKeys(this.images[a]!.key, this.images[b]!.key),
    );
  }
}

function weightIn(classes: readonly ObjectCount[], name: string): number {
  const found = classes.find((one) => one.name === name);
  return found ? weightOf(found) : 0;
}

function weightOf({ objects }: ObjectCount): number {
  return objects || 1;
}
