import { Button } from 'react-aria-components';
import type { ImageFilter, Overview } from '../../src/studio/protocol.js';
import { Filters } from './filters.js';
import { Grid } from './grid.js';
import type { Inspection } from './use-inspection.js';
import { useListing } from './use-listing.js';

const countOf = (total: number) => `${total.toLocaleString('en')} ${total === 1 ? 'image' : 'images'}`;

interface ImagesTabProps {
  readonly overview: Overview | undefined;
  readonly image: string | undefined;
  readonly inspection: Inspection;
  readonly filter: ImageFilter;
  /** The image at which the list begins to be shown. */
  readonly start: number | undefined;
  readonly onFilter: (filter: ImageFilter) => void;
  readonly onInspect: () => void;
  readonly onOpen: (key: string, index: number) => void;
}

export function ImagesTab({
  overview,
  image,
  inspection,
  filter,
  start,
  onFilter,
  onInspect,
  onOpen,
}: ImagesTabProps) {
  const asQuery = new URLSearchParams({ ...filter }).toString();
  const { total, isComplete, error, ...listing } = useListing(asQuery, inspection.state?.number ?? 0);
  const isUnfiltered = Object.keys(filter).length === 0;
  const hasClasses = overview !== undefined && overview.classes.length > 0;
  const needsInspection =
    inspection.state?.number === 0 &&
    ((filter.class !== undefined && !hasClasses) || filter.finding !== undefined);
  return (
    <section className="images">
      <div className="bar">
        <Filters {...{ overview, found: inspection.found, filter, onFilter }} />
        {overview && !inspection.found && (
          <Button onPress={onInspect}>
            {hasClasses ? 'Inspect, to filter by finding' : 'Inspect, to filter by class'}
          </Button>
        )}
        <p className="count" role="status">
          {isComplete ? countOf(total ?? 0) : error === undefined && 'reading the input …'}
        </p>
      </div>
      {error !== undefined && (
        <p className="trouble" role="alert">
          {error}
        </p>
      )}
      {isComplete && total === 0 && !needsInspection && (
        <p className="empty">
          {isUnfiltered
            ? `No images were found in ${overview?.input ?? 'the input'}. Begin the studio with the folder that has them.`
            : 'No image is left by these filters. Take one of them away.'}
        </p>
      )}
      {!(isComplete && total === 0) && (
        <Grid {...listing} {...{ isComplete, start }} total={total ?? 0} selected={image} onOpen={onOpen} />
      )}
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
