import { useMemo, useState } from 'react';
import {
  Button,
  ComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Slider,
  SliderThumb,
  SliderTrack,
  Text,
} from 'react-aria-components';
import type { CatalogueLine } from '../../src/studio/protocol.js';
import { addStep, moveStep, removeStep, setProbability, stepsOf } from './recipe-text.js';
import type { Step } from './recipe-text.js';

interface StepsProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly transforms: readonly CatalogueLine[];
}

/** The Recipe's transforms as cards. Each change is one of the text, so both are always the same. */
export function Steps({ text, onChange, transforms }: StepsProps) {
  const steps = useMemo(() => stepsOf(text), [text]);
  if (!steps) return <p className="empty">The text has no list of transforms.</p>;
  return (
    <>
      <ol className="cards">
        {steps.map((step, i) => (
          <Card
            key={`${i} ${step.name}`}
            step={step}
            entry={transforms.find(({ name }) => name === step.name)}
            place={{ isFirst: i === 0, isLast: i === steps.length - 1 }}
            onMove={(by) => {
              onChange(moveStep(text, i, by));
            }}
            onRemove={() => {
              onChange(removeStep(text, i));
            }}
            onProbability={(p) => {
              onChange(setProbability(text, i, p));
            }}
          />
        ))}
      </ol>
      <AddStep
        transforms={transforms}
        onAdd={(name) => {
          onChange(addStep(text, name));
        }}
      />
    </>
  );
}

interface CardProps {
  readonly step: Step;
  readonly entry: CatalogueLine | undefined;
  readonly place: { readonly isFirst: boolean; readonly isLast: boolean };
  readonly onMove: (by: number) => void;
  readonly onRemove: () => void;
  readonly onProbability: (p: number) => void;
}

function Card({ step: { name, p, inside }, entry, place, onMove, onRemove, onProbability }: CardProps) {
  const usual = entry?.parameters.find((parameter) => parameter.name === 'p')?.default;
  const shown = p ?? Number(usual ?? 1);
  return (
    <li className="card" data-off={shown === 0 || undefined}>
      <p className="name">
        {name}
        {inside !== undefined && ` (${inside} inside)`}
      </p>
      <p className="facts">{entry?.summary ?? 'not known'}</p>
      <div className="bar">
        <Slider
          className="slider"
          minValue={0}
          maxValue={1}
          step={0.05}
          value={shown}
          onChange={(value) => {
            onProbability(Math.round(value * 100) / 100);
          }}
          aria-label={`Probability of ${name}`}
        >
          <SliderTrack>
            <SliderThumb />
          </SliderTrack>
        </Slider>
        <span className="facts">{shown === 0 ? 'off' : `p ${shown}`}</span>
        <Button
          aria-label={`Move ${name} up`}
          isDisabled={place.isFirst}
          onPress={() => {
            onMove(-1);
          }}
        >
          ↑
        </Button>
        <Button
          aria-label={`Move ${name} down`}
          isDisabled={place.isLast}
          onPress={() => {
            onMove(1);
          }}
        >
          ↓
        </Button>
        <Button aria-label={`Remove ${name}`} onPress={onRemove}>
          ✕
        </Button>
      </div>
    </li>
  );
}

function AddStep({
  transforms,
  onAdd,
}: {
  transforms: readonly CatalogueLine[];
  onAdd: (name: string) => void;
}) {
  const [search, setSearch] = useState('');
  const found = transforms.filter(({ name, summary }) =>
    `${name} ${summary}`.toLowerCase().includes(search.toLowerCase()),
  );
  return (
    <ComboBox
      className="field"
      items={found}
      inputValue={search}
      onInputChange={setSearch}
      value={null}
      onChange={(name) => {
        if (name === null) return;
        onAdd(String(name));
        setSearch('');
      }}
      menuTrigger="focus"
      allowsEmptyCollection
    >
      <Label>Add a transform</Label>
      <Input placeholder="blur, crop, noise …" />
      <Popover className="popover">
        <ListBox<CatalogueLine> renderEmptyState={() => <p className="empty">none of this name</p>}>
          {({ name, group, summary }) => (
            <ListBoxItem id={name} textValue={name}>
              <Text slot="label">{`${name} · ${group}`}</Text>
              <Text slot="description">{summary}</Text>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
