import type { Annotations, LabelMap } from '../annotations/model.js';
import type { Bitmap } from '../geometry/types.js';
import { sum } from '../geometry/shapes.js';
import { moveAnnotations } from '../annotations/move.js';
import type { Raster } from '../engine/raster.js';
import { Canvas, textSize, type Rgb } from './canvas.js';
import { classColours } from './colour.js';
import { characters, textWidth } from './font.js';
import { classNames, drawLabels } from './labels.js';
import { shrink } from './shrink.js';

export interface Tile {
  readonly raster: Raster;
  readonly annotations: Annotations;
  readonly caption: string;
}

export interface SheetOptions {
  /** Absent: as many as make the sheet about square. */
  readonly columns?: number;
  /** In pixels. Images are reduced to fit a square of this width, and never enlarged. */
  readonly tileWidth: number;
}

const BACKGROUND: Rgb = [30, 32, 36];
const CAPTION: Rgb = [225, 228, 232];
const CAPTION_LINES = 2;

/** Images side by side with their labels and captions. Labels are drawn after scaling, so that they stay sharp. */
export function contactSheet(tiles: readonly Tile[], options: SheetOptions): Raster {
  const { tileWidth, columns = Math.max(1, Math.ceil(Math.sqrt(tiles.length))) } = options;
  const gap = Math.max(4, Math.round(tileWidth / 24));
  const dot = Math.max(1, Math.round(tileWidth / 220));
  const colours = classColours(tiles.flatMap(({ annotations }) => classNames(annotations)));
  const cells = tiles.map((tile) => ({
    image: drawTile(tile, tileWidth, colours),
    caption: wrap(tile.caption, tileWidth, dot),
  }));
  const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) =>
    cells.slice(row * columns, (row + 1) * columns),
  );
  const captionTop = gap >> 1;
  const heights = rows.map((row) =>
    row.reduce(
      (most, { image, caption }) =>
        Math.max(most, image.height + captionTop + caption.length * lineHeight(dot)),
      0,
    ),
  );
  const width = gap + Math.max(1, Math.min(columns, cells.length)) * (tileWidth + gap);
  const sheet = new Canvas(width, sum(heights) + (rows.length + 1) * gap, BACKGROUND);
  let top = gap;
  rows.forEach((row, r) => {
    row.forEach(({ image, caption }, column) => {
      const left = gap + column * (tileWidth + gap);
      sheet.paste(image, left + ((tileWidth - image.width) >> 1), top);
      caption.forEach((line, i) => {
        const y = top + image.height + captionTop + i * lineHeight(dot);
        sheet.text(line, left, y, dot, CAPTION);
      });
    });
    top += heights[r]! + gap;
  });
  return sheet.raster;
}

/** An image reduced to fit a square, and never enlarged, with its labels drawn after that. @param side in pixels */
export function drawReduced(tile: Omit<Tile, 'caption'>, side: number): Raster {
  return drawTile(tile, side, classColours(classNames(tile.annotations))).raster;
}

function lineHeight(dot: number): number {
  return textSize('', dot).height + 2 * dot;
}

function drawTile(
  { raster, annotations }: Omit<Tile, 'caption'>,
  side: number,
  colours: ReadonlyMap<string, Rgb>,
): Canvas {
  const scale = Math.min(1, side / raster.width, side / raster.height);
  const width = Math.max(1, Math.round(raster.width * scale));
  const height = Math.max(1, Math.round(raster.height * scale));
  const canvas = shrink(Canvas.of(raster), width, height);
  drawLabels(canvas, scaleLabels(annotations, width, height), colours);
  return canvas;
}

function scaleLabels(annotations: Annotations, width: number, height: number): Annotations {
  if (annotations.width === width && annotations.height === height) return annotations;
  const resize = { kind: 'resample', width, height, filter: 'nearest' } as const;
  const count = width * height;
  const pixels = {
    bitmap: (bitmap: Bitmap): Bitmap => ({
      width,
      height,
      data: sampleNearest(bitmap, new Uint8Array(count), width, height),
    }),
    labelMap: (labelMap: LabelMap): LabelMap => {
      const wide = labelMap.data instanceof Uint16Array;
      const target = wide ? new Uint16Array(count) : new Uint8Array(count);
      return { ...labelMap, width, height, data: sampleNearest(labelMap, target, width, height) };
    },
  };
  return moveAnnotations(annotations, [resize], { pixels }).annotations;
}

function sampleNearest<Data extends Uint8Array | Uint16Array>(
  map: Bitmap | LabelMap,
  target: Data,
  width: number,
  height: number,
): Data {
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * map.height) / height) * map.width;
    for (let x = 0; x < width; x++) {
      target[y * width + x] = map.data[row + Math.floor(((x + 0.5) * map.width) / width)]!;
    }
  }
  return target;
}

/** Breaks a line at its last blank, or anywhere if it has none. Text that does not fit the last line is cut off. */
function wrap(text: string, width: number, dot: number): string[] {
  const lines: string[] = [];
  let rest = characters(text.trim());
  for (let most = fitting(rest, width, dot); most < rest.length; most = fitting(rest, width, dot)) {
    if (lines.length === CAPTION_LINES - 1) {
      return [...lines, `${rest.slice(0, Math.max(0, most - 3)).join('')}...`];
    }
    const blank = rest.slice(0, most + 1).lastIndexOf(' ');
    const end = blank > 0 ? blank : most;
    lines.push(rest.slice(0, end).join(''));
    rest = characters(rest.slice(end).join('').trimStart());
  }
  return [...lines, rest.join('')];
}

/** How many of the characters a line holds, at least one. */
function fitting(line: readonly string[], width: number, dot: number): number {
  let count = 1;
  while (count < line.length && textWidth(line.slice(0, count + 1).join('')) * dot <= width) count++;
  return count;
}
