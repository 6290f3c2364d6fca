import type { Point } from '../geometry/types.js';
import { withEightBits } from '../engine/raster.js';
import type { Raster, RasterOf } from '../engine/raster.js';
import { LINE_HEIGHT, textDots, textWidth } from './font.js';

export type Rgb = readonly [red: number, green: number, blue: number];

/** The colour behind transparent pixels. */
const BEHIND: Rgb = [232, 232, 232];

/** How many planes a Canvas shows, if there are so many. */
const SHOWN = 3;

/** Which planes of a raster a Canvas shows; undefined where it shows all that there is. */
export function shownPlanes({ planes }: Pick<Raster, 'planes'>): string | undefined {
  if (planes === undefined) return undefined;
  return planes < SHOWN ? `plane 1 of ${planes}` : `planes 1, 2, 3 of ${planes}`;
}

/** An RGB raster to draw on, in edge coordinates. Drawing beyond its edges has no effect. */
export class Canvas {
  /** @param data samples to draw over; absent: the background everywhere */
  constructor(
    readonly width: number,
    readonly height: number,
    background: Rgb = BEHIND,
    readonly data = filled(width * height, background),
  ) {}

  /**
   * A copy of a raster, with 8 bits. Grey becomes RGB, transparency becomes light grey. The first three planes become red,
   * green and blue; of two, the first becomes grey.
   */
  static of(raster: Raster): Canvas {
    const { width, height, data, alpha, channels, planes = 1 } = withEightBits(raster);
    if (channels === 3 && !alpha) return new Canvas(width, height, BEHIND, data.slice());
    const canvas = new Canvas(width, height);
    const pixels = width * height;
    const between = planes >= SHOWN ? pixels : Number(channels === 3);
    for (let i = 0; i < pixels; i++) {
      const opacity = (alpha?.[i] ?? 255) / 255;
      for (let c = 0; c < 3; c++) {
        const sample = data[i * channels + c * between]!;
        canvas.data[i * 3 + c] = Math.round(BEHIND[c]! + opacity * (sample - BEHIND[c]!));
      }
    }
    return canvas;
  }

  get raster(): RasterOf<8> {
    return { width: this.width, height: this.height, channels: 3, depth: 8, data: this.data };
  }

  /** @param opacity 0–1 */
  blend(x: number, y: number, colour: Rgb, opacity: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height || opacity <= 0) return;
    const start = (y * this.width + x) * 3;
    for (let c = 0; c < 3; c++) {
      const below = this.data[start + c]!;
      this.data[start + c] = Math.round(below + Math.min(1, opacity) * (colour[c]! - below));
    }
  }

  /** All numbers are whole pixels. */
  rectangle(x: number, y: number, width: number, height: number, colour: Rgb, opacity = 1): void {
    for (let row = Math.max(0, y); row < Math.min(this.height, y + height); row++) {
      for (let column = Math.max(0, x); column < Math.min(this.width, x + width); column++) {
        this.blend(column, row, colour, opacity);
      }
    }
  }

  paste(other: Canvas, x: number, y: number): void {
    for (let row = 0; row < other.height; row++) {
      const line = other.data.subarray(row * other.width * 3, (row + 1) * other.width * 3);
      this.data.set(line, ((y + row) * this.width + x) * 3);
    }
  }

  /** A line with round ends, smooth at its sides. */
  line([x0, y0]: Point, [x1, y1]: Point, thickness: number, colour: Rgb): void {
    const [dx, dy] = [x1 - x0, y1 - y0];
    const squared = dx * dx + dy * dy;
    const reach = thickness / 2 + 0.5;
    const rows = span(Math.min(y0, y1) - reach, Math.max(y0, y1) + reach, this.height);
    for (let y = rows.from; y < rows.to; y++) {
      // The part of the line that can reach this row.
      const above = dy === 0 ? 0 : unit((y + 0.5 - reach - y0) / dy);
      const below = dy === 0 ? 1 : unit((y + 0.5 + reach - y0) / dy);
      const [left, right] = [x0 + above * dx, x0 + below * dx].sort((a, b) => a - b) as [number, number];
      const columns = span(left - reach, right + reach, this.width);
      for (let x = columns.from; x < columns.to; x++) {
        const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
        const t = squared === 0 ? 0 : unit((px * dx + py * dy) / squared);
        const [ex, ey] = [px - t * dx, py - t * dy];
        this.blend(x, y, colour, Math.min(1, reach - Math.sqrt(ex * ex + ey * ey)));
      }
    }
  }

  disc(centre: Point, radius: number, colour: Rgb): void {
    this.line(centre, centre, radius * 2, colour);
  }

  /** Fills the pixels whose centres the rings cover by the even-odd rule. */
  fill(rings: readonly (readonly Point[])[], colour: Rgb, opacity: number): void {
    const ys = rings.flatMap((ring) => ring.map(([, y]) => y));
    const rows = span(lowest(ys), -lowest(ys.map((y) => -y)), this.height);
    for (let y = rows.from; y < rows.to; y++) {
      const xs = rings.flatMap((ring) => crossings(ring, y + 0.5)).sort((a, b) => a - b);
      for (let i = 0; i + 1 < xs.length; i += 2) {
        const from = Math.max(0, Math.ceil(xs[i]! - 0.5));
        const to = Math.min(this.width, Math.ceil(xs[i + 1]! - 0.5));
        for (let x = from; x < to; x++) this.blend(x, y, colour, opacity);
      }
    }
  }

  /** @param size pixels a dot of the font */
  text(text: string, x: number, y: number, size: number, colour: Rgb): void {
    for (const dot of textDots(text)) this.rectangle(x + dot.x * size, y + dot.y * size, size, size, colour);
  }
}

/** Size of a line of text in pixels. */
export function textSize(text: string, size: number): { readonly width: number; readonly height: number } {
  return { width: textWidth(text) * size, height: LINE_HEIGHT * size };
}

function filled(pixels: number, [red, green, blue]: Rgb): Uint8Array {
  const data = new Uint8Array(pixels * 3);
  if (red === green && green === blue) return data.fill(red);
  for (let i = 0; i < data.length; i += 3) data.set([red, green, blue], i);
  return data;
}

function span(from: number, to: number, end: number): { readonly from: number; readonly to: number } {
  return { from: Math.max(0, Math.floor(from)), to: Math.min(end, Math.ceil(to)) };
}

function unit(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function lowest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

function crossings(ring: readonly Point[], y: number): number[] {
  return ring.flatMap(([x0, y0], i) => {
    const [x1, y1] = ring[(i + 1) % ring.length]!;
    return y0 <= y === y1 <= y ? [] : [x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)];
  });
}
