import { useState } from 'react';
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components';
import type { CatalogueLine } from '../../src/studio/protocol.js';
import { useCards } from './recipe-cards.js';

interface AddStepProps {
  readonly label: string;
  readonly onAdd: (name: string) => void;
}

export function AddStep({ label, onAdd }: AddStepProps) {
  const { catalogue } = useCards();
  const [search, setSearch] = useState('');
  const found = [...catalogue.values()].filter(({ name, summary }) =>
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
      <Label>{label}</Label>
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
