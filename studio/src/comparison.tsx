import { useState } from 'react';
import type { CSSProperties } from 'react';
import type { Losses } from '../../src/studio/large-protocol.js';

interface ComparisonProps {
  /** Addresses of pictures; undefined until they are there. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** What they show. */
  readonly names: { readonly before: string; readonly after: string };
  /** How much of the width shows the picture before, in percent. */
  readonly at: number;
  readonly onAt: (at: number) => void;
  /** Objects that are marked in the picture before. */
  readonly losses: Losses | undefined;
  /** Index of the one that is shown with emphasis. */
  readonly selected: number | undefined;
}

/** Two pictures on top of each other: the one before on the left of a divider, the one behind on its right. */
export function Comparison({ before, after, names, at, onAt, losses, selected }: ComparisonProps) {
  const [ratio, setRatio] = useState('3 / 2');
  return (
    <div className="comparison" style={{ '--at': `${at}%`, aspectRatio: ratio } as CSSProperties}>
      {before !== undefined && (
        <img
          className="before"
          src={before}
          alt={names.before}
          draggable={false}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
            setRatio(`${naturalWidth} / ${naturalHeight}`);
          }}
        />
      )}
      {losses && <Places losses={losses} selected={selected} />}
      {after !== undefined && <img className="after" src={after} alt={names.after} draggable={false} />}
      <span className="divider" aria-hidden="true" />
      <input
        type="range"
        min={0}
        max={100}
        value={at}
        aria-label={`Divider between ${names.before} and ${names.after}`}
        aria-valuetext={`${at} percent ${names.before}`}
        onChange={({ currentTarget: { value } }) => {
          onAt(Number(value));
        }}
      />
    </div>
  );
}

/** The outlines of lost objects, with their numbers in the list. */
function Places({
  losses: { width, height, objects },
  selected,
}: Pick<ComparisonProps, 'selected'> & { losses: Losses }) {
  return (
    <svg className="places" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {objects.map(({ isDropped, outlines }, i) => (
        <g key={i} data-dropped={isDropped || undefined} data-selected={i === selected || undefined}>
          {outlines.map((points, ring) => (
            <polygon key={ring} points={points.map(([x, y]) => `${x},${y}`).join(' ')} />
          ))}
          {outlines[0]?.[0] && (
            <text x={outlines[0][0][0]} y={outlines[0][0][1]} fontSize={Math.max(width, height) / 28}>
              {i + 1}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}
