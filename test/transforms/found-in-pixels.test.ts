import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { augmentRaster } from '../../src/core/augment.js';
import { RecipeError } from '../../src/core/errors.js';
import { Engine } from '../../src/core/engine/run.js';
import type { Raster } from '../../src/core/engine/raster.js';
import { boundingBox } from '../../src/core/geometry/shapes.js';
import type { Box, Point } from '../../src/core/geometry/types.js';
import { Stream } from '../../src/core/plan/stream.js';
import { readRecipe } from '../../src/core/recipe/parse.js';
import { builtInTransforms } from '../../src/core/transforms/catalogue.js';
import { mean } from '../../src/core/transforms/testing/statistics.js';
import { transformExamples } from '../../src/core/transforms/examples.js';

/**
 * A red shape on grey goes through random recipes of one to three spatial transforms, with the parameters of their examples.
 * What is red afterwards must be where its label says. More of them:
 * `RECIPES=2000 npx vitest run test/transforms/found-in-pixels.test.ts`
 */
const RECIPES = Number(process.env.RECIPES ?? 150);
const SIDE = 640;
/** Parts of a shape may change places there, and its box is that of the largest. */
const LEFT_OUT = ['RandomGridShuffle'];
/** No borders that show the shape once more or lay its colour around, and no crops that an image is too small for. */
const PLAIN = { border_mode: 'constant', fill: 128, pad_if_needed: true, p: 1 };
const LEAST_SIDE = 12;
/** In pixels: what is red by a half is a whole pixel. */
const WHOLE_OFF = 1.5;
/** Where an edge of the image cuts an outline at a small angle, the last pixels of the tip are red by less than a half. */
const CUT_OFF = 6;

const names = builtInTransforms.entries
  .filter(({ name, group }) => group === 'spatial' && !LEFT_OUT.includes(name))
  .map(({ name }) => name);
const random = new Stream([7, 11, 13, 17]);
const engine = new Engine();

interface Shape {
  readonly raster: Raster;
  readonly outline: readonly Point[];
}

/** An ellipse as a polygon, drawn with 16 samples a pixel. */
function drawShape(): Shape {
  const [x, y] = [random.uniform(230, 410), random.uniform(230, 410)];
  const [across, down] = [random.uniform(40, 130), random.uniform(40, 130)];
  const outline = Array.from({ length: 180 }, (_, i): Point => {
    const angle = (2 * Math.PI * i) / 180;
    return [x + across * Math.cos(angle), y + down * Math.sin(angle)];
  });
  const covered = (px: number, py: number) => {
    let count = 0;
    for (let i = 0; i < 16; i++) {
      const [dx, dy] = [px + ((i % 4) + 0.5) / 4 - x, py + (Math.floor(i / 4) + 0.5) / 4 - y];
      if ((dx / across) ** 2 + (dy / down) ** 2 < 1) count += 1;
    }
    return count / 16;
  };
  const data = new Uint8Array(3 * SIDE * SIDE).fill(128);
  for (let py = Math.floor(y - down); py < y + down; py++)
    for (let px = Math.floor(x - across); px < x + across; px++) {
      const share = covered(px, py);
      const at = 3 * (py * SIDE + px);
      data[at] = 128 + Math.round(127 * share);
      data[at + 1] = data[at + 2] = 128 - Math.round(128 * share);
    }
  return { raster: { width: SIDE, height: SIDE, channels: 3, depth: 8, data }, outline };
}

/** The box of what is red by more than a half; undefined where nothing is. */
function redBox({ width, height, data }: Raster): Box | undefined {
  let [x0, y0, x1, y1] = [width, height, 0, 0];
  for (let i = 0, at = 0; i < width * height; i++, at += 3) {
    if (data[at]! - data[at + 1]! <= 127) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    [x0, y0] = [Math.min(x0, x), Math.min(y0, y)];
    [x1, y1] = [Math.max(x1, x + 1), Math.max(y1, y + 1)];
  }
  return x1 > x0 ? [x0, y0, x1, y1] : undefined;
}

it(`${RECIPES} random recipes leave shapes where their labels are`, () => {
  const offsets: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let run = 0; run < RECIPES; run++) {
    const { raster, outline } = drawShape();
    const chosen = Array.from(
      { length: random.integer(1, 3) },
      () => names[random.integer(0, names.length - 1)]!,
    );
    const transforms = chosen.map((name) => ({ [name]: withPlainBorder(name) }));
    const recipe = readRecipe({ version: 1, seed: String(run), transforms }, `recipe ${run}`);
    const object = { class: 'red', box: boundingBox(outline)!, polygons: [{ rings: [outline] }] };
    const annotations = { width: SIDE, height: SIDE, objects: [object], labelMaps: [], tags: [] };
    const made = unlessTooSmall(() => augmentRaster(raster, { recipe, annotations }, engine)[0]!);
    if (!made) continue;
    const told = made.annotations.objects[0]?.box;
    const found = redBox(made.raster);
    const size = told ? Math.min(told[2] - told[0], told[3] - told[1]) : 0;
    if (size < LEAST_SIDE) {
      const left = found ? Math.min(found[2] - found[0], found[3] - found[1]) : 0;
      expect(left, chosen.join()).toBeLessThan(LEAST_SIDE + 2);
      continue;
    }
    expect(found, chosen.join()).toBeDefined();
    const isWhole = made.report.clipped === 0;
    found!.forEach((edge, side) => {
      const off = edge - told![side]!;
      const where = `${chosen.join()}: told ${told!.join()}, found ${found!.join()}`;
      expect(Math.abs(off), where).toBeLessThan(isWhole ? WHOLE_OFF : CUT_OFF);
      if (isWhole) offsets[side]!.push(off);
    });
  }
  // A mistake of half a pixel anywhere would move the means.
  for (const list of offsets) {
    expect(list.length).toBeGreaterThan(RECIPES / 4);
    expect(Math.abs(mean(list))).toBeLessThan(0.15);
  }
});

/** Undefined where earlier steps have made the image smaller than a crop. */
function unlessTooSmall<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RecipeError && error.message.includes('the crop needs')) return undefined;
    throw error;
  }
}

function withPlainBorder(name: string): object {
  const entry = builtInTransforms.get(name)!;
  const given = parse(transformExamples[name as keyof typeof transformExamples]) as object;
  const known = Object.keys((entry.schema as unknown as { shape?: object }).shape ?? {});
  const plain = Object.entries(PLAIN).filter(([key]) => key === 'p' || known.includes(key));
  return { ...given, ...Object.fromEntries(plain) };
}
