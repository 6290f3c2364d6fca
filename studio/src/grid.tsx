import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { ListedImage } from '../../src/studio/protocol.js';
import { ClassBadge } from './image-facts.js';
import { rowsAround } from './rows-around.js';
import type { Direction } from './rows-around.js';
import { shortName } from './short-name.js';
import { Thumbnails } from './thumbnails.js';
import { useThumbnail } from './use-thumbnail.js';

/** Width of a cell at least, and its height, in CSS pixels. */
const CELL = { width: 168, height: 196 };
/** Side of the square that thumbnails fit, in pixels of the image: sharp on screens of one or two pixels for each of CSS. */
const SIDE = devicePixelRatio > 1 ? 320 : 192;
const thumbnails = new Thumbnails(SIDE);

interface GridProps {
  readonly total: number;
  /** False while nothing is known of labels and classes. */
  readonly isComplete: boolean;
  /** Undefined until it is known: see `want`. */
  readonly at: (index: number) => ListedImage | undefined;
  /** Asks for the images from one index to another, which are or will soon be in view. */
  readonly want: (first: number, last: number) => void;
  readonly selected: string | undefined;
  /** The image that is in view at first, and that the tab key leads to. */
  readonly start: number | undefined;
  readonly onOpen: (key: string, index: number) => void;
}

/** Thumbnails in rows, of which only the visible ones are on the page. Arrow keys move, Enter opens. */
export function Grid({ total, isComplete, at, want, selected, start, onOpen }: GridProps) {
  const frame = useRef<HTMLDivElement>(null);
  const columns = useColumns(frame);
  const rows = Math.ceil(total / columns);
  const [direction, setDirection] = useState<Direction>('forward');
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => frame.current,
    estimateSize: () => CELL.height,
    rangeExtractor: (range) => rowsAround(range, direction),
    onChange: ({ scrollDirection }) => {
      if (scrollDirection !== null) setDirection(scrollDirection);
    },
  });
  const shown = virtual.getVirtualItems();
  const inView = virtual.range ?? { startIndex: 0, endIndex: 0 };
  const [first, last] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0];
  useEffect(() => {
    want(first * columns, (last + 1) * columns - 1);
  }, [want, first, last, columns]);
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  /** The index of the cell that is to get the focus. */
  const awaited = useRef<number>(undefined);
  const cell = (index: number) => frame.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);

  const goTo = (index: number) => {
    setActive(index);
    virtual.scrollToIndex(Math.floor(index / columns));
    // The cell that has the focus may leave the page before the next one comes; keys go on to be heard here.
    if (!cell(index) && list.current?.contains(document.activeElement))
      list.current.focus({ preventScroll: true });
    awaited.current = index;
  };
  const isListed = total > 0;
  useEffect(() => {
    if (isListed && start !== undefined) goTo(Math.min(total - 1, start));
    // Only once they are listed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isListed]);

  const move = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
      PageDown: 4 * columns,
      PageUp: -4 * columns,
      Home: -total,
      End: total,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    goTo(Math.min(total - 1, Math.max(0, active + step)));
  };
  /** The row, and what is known of its images, may come to the page only later. */
  useEffect(() => {
    const next = awaited.current === undefined ? undefined : cell(awaited.current);
    if (!next) return;
    awaited.current = undefined;
    // Unless somebody has gone elsewhere meanwhile.
    if (list.current?.contains(document.activeElement)) next.focus();
  });

  return (
    <div className="grid" ref={frame} tabIndex={-1}>
      <div
        role="listbox"
        ref={list}
        aria-label="Images"
        tabIndex={-1}
        className="rows"
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={move}
      >
        {shown.map((row) => (
          <div
            key={row.key}
            className="row"
            role="presentation"
            style={{
              transform: `translateY(${row.start}px)`,
              gridTemplateColumns: `repeat(${columns}, 1fr)`,
            }}
          >
            {indicesOf(row.index, columns, total).map((index) => {
              const image = at(index);
              if (!image) return <div key={index} className="cell" />;
              return (
                <Cell
                  key={image.key}
                  image={image}
                  position={{ index, total }}
                  isKnown={isComplete}
                  isSelected={image.key === selected}
                  isActive={index === Math.min(active, total - 1)}
                  isInView={row.index >= inView.startIndex && row.index <= inView.endIndex}
                  onFocus={() => {
                    setActive(index);
                  }}
                  onOpen={() => {
                    if (image.failure === undefined) onOpen(image.key, index);
                  }}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

interface CellProps {
  readonly image: ListedImage;
  readonly position: { readonly index: number; readonly total: number };
  /** Whether its labels are known. */
  readonly isKnown: boolean;
  readonly isSelected: boolean;
  /** Whether the tab key leads to it. */
  readonly isActive: boolean;
  /** False for those that may soon be. */
  readonly isInView: boolean;
  readonly onFocus: () => void;
  readonly onOpen: () => void;
}

function Cell({ image, position, isKnown, isSelected, isActive, isInView, onFocus, onOpen }: CellProps) {
  const { key, split, class: name, format, failure } = image;
  const usable = failure === undefined ? key : undefined;
  const shown = useThumbnail(thumbnails, usable, format !== undefined, isInView);
  const trouble = failure ?? (shown && 'message' in shown ? shown.message : undefined);
  const isBare = isKnown && name === undefined && format === undefined && failure === undefined;
  const facts = [split, format, isBare ? 'no labels' : undefined].filter((fact) => fact !== undefined);
  return (
    <div
      role="option"
      className="cell"
      data-index={position.index}
      data-trouble={trouble !== undefined || undefined}
      aria-selected={isSelected}
      aria-posinset={position.index + 1}
      aria-setsize={position.total}
      tabIndex={isActive ? 0 : -1}
      onFocus={onFocus}
      onClick={onOpen}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onOpen();
      }}
      title={trouble ?? key}
    >
      <div className="thumbnail">
        {shown && 'picture' in shown && <img src={shown.picture} alt="" draggable={false} />}
        {trouble !== undefined && <p>{trouble}</p>}
        <ClassBadge name={name} />
      </div>
      <p className="name">{shortName(key)}</p>
      <p className="facts">{facts.join(' · ')}</p>
    </div>
  );
}

function indicesOf(row: number, columns: number, total: number): number[] {
  const first = row * columns;
  return Array.from({ length: Math.min(columns, total - first) }, (_, i) => first + i);
}

function useColumns(frame: React.RefObject<HTMLDivElement | null>): number {
  const [columns, setColumns] = useState(4);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setColumns(Math.max(1, Math.floor(entry.contentRect.width / CELL.width)));
    });
    observer.observe(frame.current!);
    return () => {
      observer.disconnect();
    };
  }, [frame]);
  return columns;
}
