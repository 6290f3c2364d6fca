import type { Rgb } from './canvas.js';

/** Told apart easily on photos and from each other, also next to each other in the list. */
const PALETTE: readonly Rgb[] = [
  [230, 25, 75],
  [60, 200, 80],
  [255, 215, 30],
  [45, 120, 255],
  [255, 130, 40],
  [170, 70, 240],
  [70, 225, 240],
  [245, 60, 215],
  [190, 245, 60],
  [0, 150, 150],
  [255, 165, 190],
  [165, 105, 45],
  [125, 10, 50],
  [150, 240, 190],
  [130, 130, 20],
  [40, 60, 170],
  [255, 95, 95],
  [110, 175, 255],
  [205, 160, 255],
  [225, 200, 140],
  [0, 110, 60],
  [190, 0, 130],
  [255, 250, 150],
  [100, 110, 125],
];

/**
 * Colours for class names that are shown together. A name has the same colour in every picture, unless it meets another
 * one of that colour: then the name that is later in the alphabet takes the next free one.
 */
export function classColours(names: Iterable<string>): ReadonlyMap<string, Rgb> {
  const colours = new Map<string, Rgb>();
  const taken = new Set<number>();
  for (const name of [...new Set(names)].sort()) {
    if (taken.size === PALETTE.length) taken.clear();
    let free = hash(name) % PALETTE.length;
    while (taken.has(free)) free = (free + 1) % PALETTE.length;
    taken.add(free);
    colours.set(name, PALETTE[free]!);
  }
  return colours;
}

/** Of a value in a label map. */
export function indexColour(index: number): Rgb {
  return PALETTE[index % PALETTE.length]!;
}

/** Black or white, whichever can be read on the colour. */
export function textColour([red, green, blue]: Rgb): Rgb {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? [0, 0, 0] : [255, 255, 255];
}

/** FNV-1a over UTF-16 units, its bits stirred so that names that differ in one letter fall apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}
