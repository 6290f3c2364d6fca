import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { ImageFilter, ImageList, ListedImage, Overview } from '../../src/studio/protocol.js';
import { ask, messageOf } from './api.js';
import { Filters } from './filters.js';
import { Grid } from './grid.js';
import type { Inspection } from './use-inspection.js';

/** How many images one request lists. */
const PAGE = 1000;

interface Listed {
  readonly images: readonly ListedImage[];
  readonly total: number;
  readonly error?: string;
  readonly isWaiting: boolean;
}

/**
 * All images with this filter, a page after the other: the first ones are shown while the others come.
 * @param inspected how often the input was inspected: each time, other images may have a class or a finding
 */
function useImages(filter: ImageFilter, inspected: number): Listed {
  const [listed, setListed] = useState<Listed>({ images: [], total: 0, isWaiting: true });
  const wanted = new URLSearchParams({ ...filter }).toString();
  useEffect(() => {
    const abort = new AbortController();
    const load = async () => {
      const found: ListedImage[] = [];
      for (;;) {
        const range = new URLSearchParams({ offset: String(found.length), limit: String(PAGE) });
        const { total, images } = await ask<ImageList>(`/images?${wanted}&${range}`, {
          signal: abort.signal,
        });
        for (const image of images) found.push(image);
        const isWaiting = found.length < total && images.length > 0;
        setListed({ images: [...found], total, isWaiting });
        if (!isWaiting) return;
      }
    };
    load().catch((error: unknown) => {
      if (!abort.signal.aborted)
        setListed({ images: [], total: 0, error: messageOf(error), isWaiting: false });
    });
    return () => {
      abort.abort();
    };
  }, [wanted, inspected]);
  return listed;
}

const countOf = (total: number) => `${total.toLocaleString('en')} ${total === 1 ? 'image' : 'images'}`;

interface ImagesTabProps {
  readonly overview: Overview | undefined;
  readonly image: string | undefined;
  readonly inspection: Inspection;
  readonly filter: ImageFilter;
  readonly onFilter: (filter: ImageFilter) => void;
  readonly onInspect: () => void;
  readonly onOpen: (key: string) => void;
}

export function ImagesTab({
  overview,
  image,
  inspection,
  filter,
  onFilter,
  onInspect,
  onOpen,
}: ImagesTabProps) {
  const { images, total, error, isWaiting } = useImages(filter, inspection.state?.number ?? 0);
  const isUnfiltered = Object.keys(filter).length === 0;
  const needsInspection =
    inspection.state?.number === 0 && (filter.class !== undefined || filter.finding !== undefined);
  return (
    <section className="images">
      <div className="bar">
        <Filters {...{ overview, found: inspection.found, filter, onFilter }} />
        {!inspection.found && <Button onPress={onInspect}>Inspect, to filter by class</Button>}
        <p className="count" role="status">
          {isWaiting && images.length === 0 ? 'reading the input …' : countOf(total)}
        </p>
      </div>
      {error !== undefined && (
        <p className="trouble" role="alert">
          {error}
        </p>
      )}
      {!isWaiting && total === 0 && !needsInspection && (
        <p className="empty">
          {isUnfiltered
            ? `No images were found in ${overview?.input ?? 'the input'}. Begin the studio with the folder that has them.`
            : 'No image is left by these filters. Take one of them away.'}
        </p>
      )}
      {total > 0 && <Grid images={images} selected={image} onOpen={onOpen} />}
      {overview && (
        <details className="understood">
          <summary>What was understood of the input</summary>
          {overview.understood.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </details>
      )}
    </section>
  );
}
