import { useState } from 'react';
import { Input, Label, SearchField } from 'react-aria-components';
import type { Overview } from '../../src/studio/protocol.js';
import { Choice } from './choice.js';
import { Grid } from './grid.js';
import { useListing } from './use-listing.js';

const ALL = 'all splits';
const countOf = (total: number) => `${total.toLocaleString('en')} ${total === 1 ? 'image' : 'images'}`;

interface ImagesTabProps {
  readonly overview: Overview | undefined;
  readonly image: string | undefined;
  readonly onOpen: (key: string) => void;
}

export function ImagesTab({ overview, image, onOpen }: ImagesTabProps) {
  const [search, setSearch] = useState('');
  const [split, setSplit] = useState(ALL);
  const filter = new URLSearchParams({ search, ...(split !== ALL && { split }) }).toString();
  const { total, isComplete, error, ...listing } = useListing(filter);
  return (
    <section className="images">
      <div className="bar">
        <SearchField value={search} onChange={setSearch} className="field">
          <Label>Name contains</Label>
          <Input placeholder="a part of a path" />
        </SearchField>
        {overview && overview.splits.length > 0 && (
          <Choice
            label="Split"
            value={split}
            onChange={setSplit}
            choices={[
              { id: ALL, text: ALL },
              ...overview.splits.map(({ name, images: some }) => ({ id: name, text: `${name} (${some})` })),
            ]}
          />
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
      {isComplete && total === 0 ? (
        <p className="empty">
          {search === '' && split === ALL
            ? `No images were found in ${overview?.input ?? 'the input'}. Begin the studio with the folder that has them.`
            : 'No image of this name. Take a part of the search away.'}
        </p>
      ) : (
        <Grid {...listing} total={total ?? 0} selected={image} onOpen={onOpen} />
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
