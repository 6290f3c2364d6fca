import { useId, useState } from 'react';
import { Button } from 'react-aria-components';
import type { ParameterDescription } from '../../src/core/transforms/describe.js';
import type { NumberBounds } from '../../src/core/transforms/parameter-control.js';
import { Choice } from './choice.js';
import { NumberInput, OneNumber, RangeOfNumbers } from './number-controls.js';
import { unitOf } from './number-span.js';
import { asColour, asRange, isNumbers, levelsOf, numbersIn, startOf } from './parameter-value.js';
import { Toggle } from './toggle.js';
import { valueOf, yamlOf } from './yaml-value.js';

interface ParameterFieldProps {
  /** Name of the transform, or of the group of settings. */
  readonly owner: string;
  readonly parameter: ParameterDescription;
  /** What the Recipe gives; undefined: nothing, so that it has its default. */
  readonly given: unknown;
  readonly mistakes: readonly string[];
  /** A value to begin with, of what needs none, and has no default. */
  readonly start?: unknown;
  /** undefined: back to the default. */
  readonly onChange: (value: unknown) => void;
}

/** One parameter with the control that fits what it accepts, its meaning, its default, and what is wrong with it. */
export function ParameterField({ owner, parameter, given, mistakes, ...props }: ParameterFieldProps) {
  const { name, meaning, control } = parameter;
  const usual = usualOf(parameter);
  const label = `${name} of ${owner}`;
  const { start, onChange } = props;
  const isNeeded = usual === undefined && start === undefined;
  return (
    <div className="parameter" data-given={given !== undefined || undefined}>
      <p className="parameter-name">
        <code>{name}</code>
        {NUMERIC.has(control.kind) && <span className="facts">{unitOf(meaning)}</span>}
        {given !== undefined && !isNeeded && (
          <Button
            aria-label={`Reset ${label}`}
            onPress={() => {
              onChange(undefined);
            }}
          >
            Reset
          </Button>
        )}
      </p>
      <Control
        {...{ label, parameter, usual, start, onChange }}
        value={given === undefined ? usual : given}
      />
      {mistakes.map((mistake) => (
        <p key={mistake} className="trouble">
          {mistake}
        </p>
      ))}
      <p className="facts">{`${meaning.replaceAll('`', '')} ${acceptedBy(parameter, isNeeded, usual)}`}</p>
    </div>
  );
}

/** A sentence: what is accepted, as far as the control does not show it, and the default. */
function acceptedBy({ type, control }: ParameterDescription, isNeeded: boolean, usual: unknown): string {
  const missing = usual === undefined ? 'not set by default' : `default ${yamlOf(usual)}`;
  const parts = [...(NAMED.has(control.kind) ? [] : [type]), isNeeded ? 'must be given' : missing];
  const [first = '', ...rest] = `${parts.join('; ')}.`;
  return first.toUpperCase() + rest.join('');
}

/** Controls that say themselves what can be chosen. */
const NAMED = new Set(['choice', 'switch']);
const NUMERIC = new Set(['number', 'range', 'numbers']);

/** The default; undefined if it must be given. */
export function usualOf({ default: value }: ParameterDescription): unknown {
  return value === undefined ? undefined : (JSON.parse(value) as unknown);
}

interface ControlProps {
  readonly label: string;
  readonly parameter: ParameterDescription;
  readonly usual: unknown;
  readonly value: unknown;
  readonly start: unknown;
  readonly onChange: (value: unknown) => void;
}

/** What the control does not show, such as a mapping of axes, is shown as text. */
function Control(props: ControlProps) {
  const { label, parameter, usual, value, start, onChange } = props;
  const { control, meaning } = parameter;
  const numbers = { label, unit: unitOf(meaning), usual: numbersIn(usual), onChange };
  switch (control.kind) {
    case 'number':
      if (control.words) return <NumberOrWord {...props} {...{ control, words: control.words }} />;
      if (typeof value === 'number') return <OneNumber {...numbers} bounds={control} value={value} />;
      break;
    case 'range': {
      const range = asRange(control, value);
      if (range) return <RangeOfNumbers {...numbers} bounds={control} value={range} />;
      break;
    }
    case 'numbers':
      if (isNumbers(value) && value.length === control.each.length)
        return <Numbers {...{ label, onChange }} each={control.each} values={value} />;
      break;
    case 'choice':
      return <OneOfChoices {...props} choices={control.choices} canBeNull={control.canBeNull === true} />;
    case 'switch':
      if (typeof value === 'boolean') return <Toggle {...{ label, value, onChange }} />;
      break;
    case 'colour': {
      const colour = asColour(value);
      if (colour !== undefined) return <Colour {...{ label, colour, value, onChange }} />;
      break;
    }
    case 'text':
      if (value !== undefined || start === undefined) return <Written {...{ label, value, onChange }} />;
      break;
  }
  if (value === undefined || value === null)
    return <NotSet {...{ label, onChange }} start={start ?? startOf(control)} />;
  return <Written {...{ label, value, onChange }} />;
}

interface ValueProps {
  readonly label: string;
  readonly onChange: (value: unknown) => void;
}

function NotSet({ label, start, onChange }: ValueProps & { readonly start: unknown }) {
  return (
    <div className="bar">
      <span className="facts">not set</span>
      <Button
        aria-label={`Set ${label}`}
        onPress={() => {
          onChange(start);
        }}
      >
        Set
      </Button>
    </div>
  );
}

interface NumbersOfProps extends ValueProps {
  readonly each: readonly { readonly minimum?: number; readonly maximum?: number }[];
  readonly values: readonly number[];
}

function Numbers({ label, each, values, onChange }: NumbersOfProps) {
  return (
    <div className="bar">
      {values.map((value, i) => (
        <NumberInput
          // The places of the numbers are what they are known by.
          key={i}
          label={`${label}, number ${i + 1}`}
          {...{ value, bounds: each[i]!, step: 1 }}
          onChange={(given) => {
            onChange(values.with(i, given));
          }}
        />
      ))}
    </div>
  );
}

interface ChoicesProps extends ControlProps {
  readonly choices: readonly (string | number)[];
  readonly canBeNull: boolean;
}

function OneOfChoices({ label, choices, canBeNull, value, onChange }: ChoicesProps) {
  const values = canBeNull ? [null, ...choices] : choices;
  const isKnown = values.some((one) => one === value);
  const all = isKnown || value === undefined ? values : [...values, value];
  const index = all.indexOf(value as string);
  return (
    <Choice
      {...{ label, hidesLabel: true }}
      value={index < 0 ? null : String(index)}
      choices={all.map((one, i) => ({ id: String(i), text: one === null ? 'none' : yamlOf(one) }))}
      onChange={(id) => {
        onChange(all[Number(id)]);
      }}
    />
  );
}

interface NumberOrWordProps extends ControlProps {
  readonly control: NumberBounds;
  readonly words: readonly string[];
}

/** A choice of the words, and of a number. */
function NumberOrWord({ label, parameter, control, words, usual, value, onChange }: NumberOrWordProps) {
  const isNumber = typeof value === 'number';
  const numbers = { unit: unitOf(parameter.meaning), usual: numbersIn(usual), onChange };
  return (
    <>
      <Choice
        {...{ label, hidesLabel: true }}
        value={isNumber ? NUMBER : String(value)}
        choices={[...words, NUMBER].map((id) => ({ id, text: id }))}
        onChange={(id) => {
          const first = typeof usual === 'number' ? usual : (control.minimum ?? 0);
          onChange(id === NUMBER ? first : id);
        }}
      />
      {isNumber && <OneNumber {...{ label, value }} {...numbers} bounds={control} />}
    </>
  );
}

const NUMBER = 'a number';

function Colour({
  label,
  colour,
  value,
  onChange,
}: ValueProps & { readonly colour: string; readonly value: unknown }) {
  return (
    <div className="bar">
      <input
        type="color"
        aria-label={label}
        value={colour}
        onChange={({ target }) => {
          onChange(levelsOf(target.value));
        }}
      />
      <Written label={`${label}, as levels`} {...{ value, onChange }} />
    </div>
  );
}

/** A value as YAML. It counts when the field is left, or with Enter. */
function Written({ label, value, onChange }: ValueProps & { readonly value: unknown }) {
  const [draft, setDraft] = useState<string>();
  const about = useId();
  const read = draft === undefined ? undefined : valueOf(draft);
  const take = () => {
    if (draft === undefined) return;
    if (read) onChange(read.value);
    setDraft(undefined);
  };
  return (
    <span className="written">
      <input
        aria-label={label}
        aria-invalid={draft !== undefined && !read}
        aria-describedby={about}
        value={draft ?? (value === undefined ? '' : yamlOf(value))}
        onChange={({ target }) => {
          setDraft(target.value);
        }}
        onBlur={take}
        onKeyDown={({ key }) => {
          if (key === 'Enter') take();
        }}
      />
      <span id={about} className="trouble-small">
        {draft !== undefined && !read && 'not a value that can stand in one line'}
      </span>
    </span>
  );
}
