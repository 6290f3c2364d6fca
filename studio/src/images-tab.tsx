import { useEffect, useState } from 'react';
import { Input, Label, SearchField } from 'react-aria-components';
import type { ImageList, ListedImage, Overview } from '../../src/studio/protocol.js';
import { ask, messageOf } from './api.js';
import { Choice } from './choice.js';
import { Grid } from './grid.js';

const ALL = 'all splits';
/** How many images one request lists. */
const PAGE = 1000;

interface Listed {
  readonly images: readonly ListedImage[];
  readonly total: number;
  readonly error?: string;
  readonly isWaiting: boolean;
}

/** All images with this filter, a page after the other: the first ones are shown while the others come. */
function useImages(search: string, split: string): Listed {
  const [listed, setListed] = useState<Listed>({ images: [], total: 0, isWaiting: true });
  useEffect(() => {
    const abort = new AbortController();
    const load = async () => {
      const found: ListedImage[] = [];
      for (;;) {
        const query = new URLSearchParams({ search, offset: String(found.length), limit: String(PAGE) });
        if (split !== ALL) query.set('split', split);
        const { total, images } = await ask<ImageList>(`/images?${query}`, { signal: abort.signal });
        for (const image of images) found.push(image);
        const isWaiting = found.length < total && images.length > 0;
        setListed({ images: [...found], total, isWaiting });
        if (!isWaiting) return;
      }
    };
    load().catch((error: unknown) => {
      if (!abort.signal.aborted)
        setListed((before) => ({ ...before, error: messageOf(error), isWaiting: false }));
    });
    return () => {
      abort.abort();
    };
  }, [search, split]);
  return listed;
}

const countOf = (total: number) => `${total.toLocaleString('en')} ${total === 1 ? 'image' : 'images'}`;

interface ImagesTabProps {
  readonly overview: Overview | undefined;
  readonly image: string | undefined;
  readonly onOpen: (key: string) => void;
}

export function ImagesTab({ overview, image, onOpen }: ImagesTabProps) {
  const [search, setSearch] = useState('');
  const [split, setSplit] = useState(ALL);
  const { images, total, error, isWaiting } = useImages(search, split);
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
          {isWaiting && images.length === 0 ? 'reading the input …' : countOf(total)}
        </p>
      </div>
      {error !== undefined && (
        <p className="trouble" role="alert">
          {error}
        </p>
      )}
      {!isWaiting && total === 0 ? (
        <p className="empty">
          {search === '' && split === ALL
            ? `No images were found in ${overview?.input ?? 'the input'}. Begin the studio with the folder that has them.`
            : 'No image of this name. Take a part of the search away.'}
        </p>
      ) : (
        <Grid images={images} selected={image} onOpen={onOpen} />
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
