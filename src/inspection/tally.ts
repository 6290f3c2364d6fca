import type { ObjectFacts, ObjectFault } from '../core/inspection/objects.js';
import { compareKeys } from '../core/keys.js';
import type { ObjectCount } from '../dataset/class-counts.js';
import { sumObjects } from '../variants/moved-objects.js';
import type { MovedObjects } from '../variants/moved-objects.js';
import type { InspectedLabels } from './inspected-source.js';
import type { Report, ReportedClass } from './report.js';

const CELLS = 16;

type Sizes = ReportedClass['sizes'];

/** So many effects are summed up at once: a sum goes through all classes. */
const EFFECTS_AT_ONCE = 256;

/** Counts the labels of all images, in any order, in memory that depends on the number of classes alone. */
export class LabelTally {
  private readonly classes = new Map<string, ClassTally>();
  private readonly cells = new Uint32Array(CELLS * CELLS);
  private readonly splits = new Map<string, number>();
  private readonly objects = { count: 0, sizes: noSizes() };
  private effects: MovedObjects[] = [];
  private empty = 0;

  add(split: string | undefined, { objects, classes }: InspectedLabels): void {
    this.addClasses(split, classes);
    if (classes.length === 0) this.empty++;
    this.countObjects(split, objects.length);
    for (const object of objects) this.addObject(object);
  }

  /** The numbers of objects of one image of which nothing else is known. */
  addCounts(split: string | undefined, classes: readonly ObjectCount[]): void {
    this.addClasses(split, classes);
    this.countObjects(
      split,
      classes.reduce((sum, { objects }) => sum + objects, 0),
    );
  }

  /** The classes of one image. */
  addClasses(split: string | undefined, classes: readonly ObjectCount[]): void {
    for (const one of classes) this.classOf(one.name).add(split, one.objects);
  }

  addEffects(effects: MovedObjects): void {
    this.effects.push(effects);
    if (this.effects.length >= EFFECTS_AT_ONCE) this.effects = [sumObjects(this.effects)];
  }

  objectsIn(split: string): number {
    return this.splits.get(split) ?? 0;
  }

  /** What the Recipe does to all objects; undefined where it was not asked. */
  sumEffects(): MovedObjects | undefined {
    return this.effects.length > 0 ? sumObjects(this.effects) : undefined;
  }

  report(): Pick<Report, 'classes' | 'objects' | 'heatMap'> & { readonly empty: number } {
    return {
      classes: [...this.classes.values()]
        .map((one) => one.report())
        .sort((a, b) => compareKeys(a.name, b.name)),
      objects: this.objects,
      heatMap: { columns: CELLS, rows: CELLS, counts: [...this.cells] },
      empty: this.empty,
    };
  }

  private countObjects(split = '', objects: number): void {
    this.objects.count += objects;
    this.splits.set(split, (this.splits.get(split) ?? 0) + objects);
  }

  private addObject({ class: name, size, centre }: ObjectFacts): void {
    if (size) {
      this.objects.sizes[size]++;
      this.classOf(name).sizes[size]++;
    }
    if (centre) {
      const [column, row] = centre.map((share) => Math.floor(share * CELLS)) as [number, number];
      const isInside = column >= 0 && column < CELLS && row >= 0 && row < CELLS;
      if (isInside) this.cells[row * CELLS + column]!++;
    }
  }

  private classOf(name: string): ClassTally {
    const known = this.classes.get(name);
    if (known) return known;
    const made = new ClassTally(name);
    this.classes.set(name, made);
    return made;
  }
}

class ClassTally {
  readonly sizes = noSizes();
  private readonly all = { objects: 0, images: 0 };
  private readonly splits = new Map<string, { objects: number; images: number }>();

  constructor(private readonly name: string) {}

  add(split: string | undefined, objects: number): void {
    count(this.all, objects);
    if (split === undefined) return;
    const known = this.splits.get(split) ?? { objects: 0, images: 0 };
    this.splits.set(split, known);
    count(known, objects);
  }

  report(): ReportedClass {
    const splits = [...this.splits].sort(([a], [b]) => compareKeys(a, b));
    return { name: this.name, ...this.all, sizes: this.sizes, splits: Object.fromEntries(splits) };
  }
}

function count(counts: { objects: number; images: number }, objects: number): void {
  counts.objects += objects;
  counts.images += 1;
}

function noSizes(): Sizes {
  return { small: 0, medium: 0, large: 0 };
}

/** Sizes of all images, 8 bytes each. */
export class FrameTally {
  private readonly sides: Uint32Array;
  private count = 0;

  constructor(images: number) {
    this.sides = new Uint32Array(2 * images);
  }

  add(width: number, height: number): void {
    this.sides.set([width, height], 2 * this.count++);
  }

  report(): Report['sizes'] {
    const counts = new Map<string, { width: number; height: number; images: number }>();
    for (let i = 0; i < this.count; i++) {
      const [width, height] = [this.sides[2 * i]!, this.sides[2 * i + 1]!];
      const known = counts.get(`${width} ${height}`);
      if (known) known.images++;
      else counts.set(`${width} ${height}`, { width, height, images: 1 });
    }
    const bySize = [...counts.values()].sort(
      (a, b) => a.width * a.height - b.width * b.height || a.width - b.width,
    );
    const [smallest, largest] = [bySize[0], bySize.at(-1)];
    if (!smallest || !largest) return undefined;
    return {
      smallest: { width: smallest.width, height: smallest.height },
      largest: { width: largest.width, height: largest.height },
      distinct: bySize.length,
      common: bySize.toSorted((a, b) => b.images - a.images).slice(0, SIZES_NAMED),
    };
  }
}

const SIZES_NAMED = 10;

/** The faults of the objects of one image, in words: `2 of class cat, 1 of class dog`. */
export function describeFaults(objects: readonly ObjectFacts[], fault: ObjectFault): string {
  const counts = new Map<string, number>();
  for (const object of objects)
    if (object.fault === fault) counts.set(object.class, (counts.get(object.class) ?? 0) + 1);
  return [...counts].map(([name, number]) => `${number} of class ${name}`).join(', ');
}
