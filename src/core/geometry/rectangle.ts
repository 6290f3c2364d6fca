import type { Frame, Rectangle } from './types.js';

export function wholeFrame({ width, height }: Frame): Rectangle {
  return { x: 0, y: 0, width, height };
}

/** The smallest rectangle that contains all of them, of which there is at least one. */
export function around(rectangles: readonly Rectangle[]): Rectangle {
  return rectangles.reduce((a, b) => {
    const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
    const width = Math.max(a.x + a.width, b.x + b.width) - x;
    const height = Math.max(a.y + a.height, b.y + b.height) - y;
    return { x, y, width, height };
  });
}
