import { Button, Input, Label, SearchField } from 'react-aria-components';
import type { ImageFilter, Inspected, Overview } from '../../src/studio/protocol.js';
import { Choice } from './choice.js';
import './filters.css';

const WITHOUT_LABELS = 'none';

interface FiltersProps {
  readonly overview: Overview | undefined;
  /** Before an inspection, the images of a class are not known, unless their folders are classes. */
  readonly found: Inspected | undefined;
  readonly filter: ImageFilter;
  readonly onFilter: (filter: ImageFilter) => void;
}

/** Which images the gallery lists. */
export function Filters({ overview, found, filter, onFilter }: FiltersProps) {
  const choose = (name: keyof ImageFilter) => (value: string | undefined) => {
    onFilter(changed(filter, name, value));
  };
  const splits = (overview?.splits ?? []).map(({ name, images }) => countedAs(name, images));
  const classes = (found?.report.classes ?? overview?.classes ?? []).map(({ name, images }) =>
    countedAs(name, images),
  );
  const findings = (found?.findings ?? []).map(({ kind, images }) => countedAs(kind, images));
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <>
      <SearchField
        value={filter.search ?? ''}
        onChange={(text) => {
          choose('search')(text === '' ? undefined : text);
        }}
        className="field"
      >
        <Label>Name contains</Label>
        <Input placeholder="a part of a path" />
      </SearchField>
      <Among label="Split" all="all splits" among={splits} value={filter.split} onChange={choose('split')} />
      <Among
        label="Class"
        all="all classes"
        among={classes}
        value={filter.class}
        onChange={choose('class')}
      />
      <Among
        label="Finding"
        all="with and without"
        among={findings}
        value={filter.finding}
        onChange={choose('finding')}
      />
      <Among
        label="Labels"
        all="with and without"
        among={[{ id: WITHOUT_LABELS, text: 'without labels' }]}
        value={filter.labels}
        onChange={choose('labels')}
      />
      {filter.with !== undefined && (
        <p className="facts">
          with <bdi>{filter.with}</bdi>
        </p>
      )}
      {isFiltered && (
        <Button
          onPress={() => {
            onFilter({});
          }}
        >
          Show all images
        </Button>
      )}
    </>
  );
}

interface AmongProps {
  readonly label: string;
  /** What it is called when nothing is chosen. */
  readonly all: string;
  readonly among: readonly { readonly id: string; readonly text: string }[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** All other choices begin with another character. */
const ALL = 'all';
const asId = (name: string) => `=${name}`;

/** A choice that can be left open; none where there is nothing to choose. What an address names is among them, known or not. */
function Among({ label, all, among, value, onChange }: AmongProps) {
  const isKnown = value === undefined || among.some(({ id }) => id === value);
  const choices = isKnown ? among : [...among, { id: value, text: value }];
  if (choices.length === 0) return null;
  return (
    <Choice
      label={label}
      value={value === undefined ? ALL : asId(value)}
      onChange={(id) => {
        onChange(id === ALL ? undefined : id.slice(1));
      }}
      choices={[{ id: ALL, text: all }, ...choices.map(({ id, text }) => ({ id: asId(id), text }))]}
    />
  );
}

/** A group of images that one finding names is no more that of another kind. */
function changed(
  { with: key, ...filter }: ImageFilter,
  name: keyof ImageFilter,
  value: string | undefined,
): ImageFilter {
  const others = Object.entries({ ...filter, ...(name !== 'finding' && key !== undefined && { with: key }) });
  const kept = others.filter(([other]) => other !== name);
  return Object.fromEntries(value === undefined ? kept : [...kept, [name, value]]);
}

function countedAs(name: string, count: number) {
  return { id: name, text: `${name} (${count.toLocaleString('en')})` };
}
