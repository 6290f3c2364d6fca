import { heatCells, placeParts } from '../../inspection/report-parts.js';
import type { Part } from '../../inspection/report-parts.js';
import type { Report } from '../../inspection/report.js';
import { html } from './html.js';
import type { Html } from './html.js';

/** A bar of parts side by side. @param whole the value that is as wide as the chart */
export function bar(parts: readonly Part[], whole: number): Html {
  const rectangles = placeParts(parts, whole).map(
    ({ name, value, left, width }) =>
      html`<rect class="${name}" x="${left.toFixed(3)}" width="${width.toFixed(3)}" height="10">
        <title>${name}: ${value}</title>
      </rect>`,
  );
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
export function heatMap(map: Report['heatMap']): Html {
  const cells = heatCells(map).map(
    ({ x, y, count, share }) =>
      html`<rect x="${x}" y="${y}" width="1" height="1" opacity="${share.toFixed(3)}">
        <title>${count}</title>
      </rect>`,
  );
  return html`<svg
    class="heat"
    viewBox="0 0 ${map.columns} ${map.rows}"
    role="img"
    aria-label="centres of boxes"
  >
    ${cells}
  </svg>`;
}
