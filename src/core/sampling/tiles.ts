import type { Frame, Rectangle } from '../geometry/types.js';
import type { Recipe } from '../recipe/schema.js';

type Tiled = Pick<Recipe, 'tiles'>;

/** An output of a Source. */
export interface OutputId {
  /** 0: the Source itself, through `preprocess` alone. */
  readonly variant: number;
  /** From 1, row by row. Absent: the variant is not cut. */
  readonly tile?: number;
}

/** One of the tiles that an image or a variant is cut into. */
export interface Cut extends NonNullable<Recipe['tiles']> {
  /** From 1, row by row. */
  readonly tile: number;
}

function countTiles({ tiles }: Tiled): number {
  return tiles ? tiles.rows * tiles.columns : 1;
}

/**
 * Each output of a Source has a number: that of its variant v, or v × n + t − 1 for tile t of n. So a tile is made, recorded
 * and compared as a variant is, and where there are no tiles, nothing differs.
 */
export function numberOf({ variant, tile = 1 }: OutputId, recipe: Tiled): number {
  return variant * countTiles(recipe) + tile - 1;
}

/** The output of a number: see `numberOf`. */
export function outputAt(number: number, recipe: Tiled): OutputId {
  const count = countTiles(recipe);
  const variant = Math.floor(number / count);
  return isCut(variant, recipe) ? { variant, tile: (number % count) + 1 } : { variant };
}

/** The numbers of all outputs of one variant. */
export function outputsOf(variant: number, recipe: Tiled): number[] {
  const count = isCut(variant, recipe) ? countTiles(recipe) : 1;
  return Array.from({ length: count }, (_, i) => numberOf({ variant, tile: i + 1 }, recipe));
}

function isCut(variant: number, { tiles }: Tiled): boolean {
  return tiles !== undefined && (variant > 0 || tiles.of === 'images');
}

/** The number that an output's random choices are drawn by: tiles of one variant share them, tiles of the image do not. */
export function drawnBy(number: number, recipe: Tiled): number {
  return recipe.tiles?.of === 'images' ? number : outputAt(number, recipe).variant;
}

/** What cuts an output out, as `samplePlan` takes it. */
export function cutOf(number: number, recipe: Tiled): { readonly cut?: Cut } {
  const { tile } = outputAt(number, recipe);
  return recipe.tiles && tile !== undefined ? { cut: { ...recipe.tiles, tile } } : {};
}

/**
 * The part of a frame that a tile shows, in pixels. All tiles have the same size, the smallest with which they cover the
 * frame and neighbours share `overlap` of it; they lie as evenly as whole pixels allow.
 */
export function tileIn({ width, height }: Frame, { rows, columns, overlap, tile }: Cut): Rectangle {
  const { row, column } = placeOf({ columns, tile });
  const [x, across] = spanOf(width, column, columns, overlap);
  const [y, down] = spanOf(height, row, rows, overlap);
  return { x, y, width: across, height: down };
}

/** Row and column of a tile, from 1. */
export function placeOf({ columns, tile }: Pick<Cut, 'columns' | 'tile'>): {
  readonly row: number;
  readonly column: number;
} {
  return { row: Math.floor((tile - 1) / columns) + 1, column: ((tile - 1) % columns) + 1 };
}

function spanOf(length: number, place: number, count: number, overlap: number): readonly [number, number] {
  const size = Math.min(length, Math.ceil(length / (count - (count - 1) * overlap)));
  const start = count === 1 ? 0 : Math.floor(((place - 1) * (length - size)) / (count - 1));
  return [start, size];
}
