import { heatCells, placeParts } from '../../src/inspection/report-parts.js';
import type { Part } from '../../src/inspection/report-parts.js';
import type { Report } from '../../src/inspection/report.js';

/** A bar of parts side by side. The cells beside it say the same in numbers. @param whole the value that is as wide as the chart */
export function Bar({ parts, whole }: { parts: readonly Part[]; whole: number }) {
  return (
    <svg className="bar-chart" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      {placeParts(parts, whole).map(({ name, value, left, width }) => (
        <rect key={name} data-part={name} x={left} width={width} height="10">
          <title>{`${name}: ${value}`}</title>
        </rect>
      ))}
    </svg>
  );
}

/** What the colours of bars mean. */
export function Legend({ names }: { names: readonly string[] }) {
  return (
    <p className="legend">
      {names.map((name) => (
        <span key={name}>
          <i data-part={name} aria-hidden="true" />
          {name}
        </span>
      ))}
    </p>
  );
}

/** A map of counts: the more, the more opaque. */
export function HeatMap({ map }: { map: Report['heatMap'] }) {
  return (
    <svg
      className="heat"
      viewBox={`0 0 ${map.columns} ${map.rows}`}
      role="img"
      aria-label="where the centres of boxes lie in the image"
    >
      {heatCells(map).map(({ x, y, count, share }) => (
        <rect key={`${x} ${y}`} x={x} y={y} width="1" height="1" opacity={share}>
          <title>{count}</title>
        </rect>
      ))}
    </svg>
  );
}
