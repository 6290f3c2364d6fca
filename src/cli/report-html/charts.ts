import { html } from './html.js';
import type { Html } from './html.js';

/** A part of a bar: its share of the widest bar, and the class of the style sheet that gives its colour. */
interface Part {
  readonly name: string;
  readonly value: number;
}

/** A bar of parts side by side. @param whole the value that is as wide as the chart */
export function bar(parts: readonly Part[], whole: number): Html {
  let left = 0;
  const rectangles = parts.map(({ name, value }) => {
    const width = whole > 0 ? (100 * value) / whole : 0;
    const rectangle = html`<rect
      class="${name}"
      x="${left.toFixed(3)}"
      width="${width.toFixed(3)}"
      height="10"
      ><title>${name}: ${value}</title></rect
    >`;
    left += width;
    return rectangle;
  });
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img">
    ${rectangles}
  </svg>`;
}

/** What the colours of bars mean. */
export function legend(names: readonly string[]): Html {
  const entries = names.map((name) => html`<span><i class="${name}"></i>${name}</span>`);
  return html`<p class="legend">${entries}</p>`;
}

/** A map of counts: the more, the more opaque. */
export function heatMap(counts: readonly number[], columns: number): Html {
  const most = counts.reduce((highest, one) => Math.max(highest, one), 1);
  const cells = counts.map((count, i) => {
    const [x, y] = [i % columns, Math.floor(i / columns)];
    const opacity = (count / most).toFixed(3);
    return count === 0
      ? undefined
      : html`<rect x="${x}" y="${y}" width="1" height="1" opacity="${opacity}"
          ><title>${count}</title></rect
        >`;
  });
  const rows = counts.length / columns;
  return html`<svg class="heat" viewBox="0 0 ${columns} ${rows}" role="img" aria-label="centres of boxes">
    ${cells}
  </svg>`;
}
