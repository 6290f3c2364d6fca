import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
} from 'react-aria-components';

interface ChoiceProps {
  readonly label: string;
  /** The id of one of the choices; null: none is chosen. */
  readonly value: string | null;
  readonly onChange: (id: string) => void;
  readonly choices: readonly { readonly id: string; readonly text: string; readonly about?: string }[];
  readonly placeholder?: string;
  /** Whether the label is written elsewhere. */
  readonly hidesLabel?: boolean;
}

export function Choice({ label, value, onChange, choices, placeholder, hidesLabel = false }: ChoiceProps) {
  return (
    <Select
      className="field"
      value={value}
      onChange={(id) => {
        if (id !== null) onChange(String(id));
      }}
      placeholder={placeholder ?? 'choose'}
      {...(hidesLabel && { 'aria-label': label })}
    >
      {!hidesLabel && <Label>{label}</Label>}
      <Button className="choose">
        <SelectValue>
          {({ selectedText, isPlaceholder, defaultChildren }) =>
            isPlaceholder ? defaultChildren : selectedText
          }
        </SelectValue>
        <span aria-hidden="true">▾</span>
      </Button>
      <Popover className="popover">
        <ListBox items={choices}>
          {({ id, text, about }) => (
            <ListBoxItem id={id} textValue={text}>
              <Text slot="label">{text}</Text>
              {about !== undefined && <Text slot="description">{about}</Text>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
