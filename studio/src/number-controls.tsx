import { useState } from 'react';
import { Slider, SliderFill, SliderThumb, SliderTrack } from 'react-aria-components';
import type { NumberBounds } from '../../src/core/transforms/parameter-control.js';
import { moved, spanOf } from './number-span.js';
import type { Span } from './number-span.js';

interface NumberInputProps {
  readonly label: string;
  readonly value: number;
  readonly bounds: NumberBounds;
  readonly step: number;
  readonly onChange: (value: number) => void;
}

/** What is typed counts as soon as it is a number. */
export function NumberInput({ label, value, bounds, step, onChange }: NumberInputProps) {
  const [draft, setDraft] = useState<string>();
  return (
    <input
      type="number"
      aria-label={label}
      value={draft ?? String(value)}
      {...{ min: bounds.minimum, max: bounds.maximum, step }}
      onChange={({ target }) => {
        setDraft(target.value);
        if (Number.isFinite(target.valueAsNumber)) onChange(target.valueAsNumber);
      }}
      onBlur={() => {
        setDraft(undefined);
      }}
    />
  );
}

interface NumbersProps {
  readonly label: string;
  readonly bounds: NumberBounds;
  readonly unit: string;
  /** Numbers of the default: a slider shows them, too. */
  readonly usual: readonly number[];
}

interface OneNumberProps extends NumbersProps {
  readonly value: number;
  readonly onChange: (value: number) => void;
}

export function OneNumber({ label, bounds, unit, usual, value, onChange }: OneNumberProps) {
  const span = useSpan(bounds, unit, usual, [value]);
  return (
    <div className="bar">
      <Slider
        className="slider"
        aria-label={label}
        {...{ minValue: span.low, maxValue: span.high, step: span.step, value, onChange }}
      >
        <SliderTrack>
          <SliderFill className="slider-fill" />
          <SliderThumb />
        </SliderTrack>
      </Slider>
      <NumberInput label={`${label}, as a number`} {...{ value, bounds, onChange, step: span.step }} />
    </div>
  );
}

interface RangeProps extends NumbersProps {
  readonly value: readonly [number, number];
  readonly onChange: (value: readonly number[]) => void;
}

export function RangeOfNumbers({ label, bounds, unit, usual, value, onChange }: RangeProps) {
  const span = useSpan(bounds, unit, usual, value);
  const [low, high] = value;
  return (
    <div className="bar">
      <NumberInput
        label={`least ${label}, as a number`}
        {...{ value: low, bounds, step: span.step }}
        onChange={(given) => {
          onChange([given, high]);
        }}
      />
      {low <= high && (
        <Slider
          className="slider two"
          aria-label={label}
          {...{ minValue: span.low, maxValue: span.high, step: span.step }}
          value={[low, high]}
          onChange={(values) => {
            onChange(moved(value, values));
          }}
        >
          <SliderTrack>
            <SliderFill className="slider-fill" />
            <SliderThumb index={0} aria-label="least" />
            <SliderThumb index={1} aria-label="greatest" />
          </SliderTrack>
        </Slider>
      )}
      <NumberInput
        label={`greatest ${label}, as a number`}
        {...{ value: high, bounds, step: span.step }}
        onChange={(given) => {
          onChange([low, given]);
        }}
      />
    </div>
  );
}

/** It stays the same while a thumb is dragged, or the numbers would run away. */
function useSpan(
  bounds: NumberBounds,
  unit: string,
  usual: readonly number[],
  values: readonly number[],
): Span {
  const [first] = useState(values);
  const { low, high, step } = spanOf(bounds, unit, [...usual, ...first]);
  return { low: Math.min(low, ...values), high: Math.max(high, ...values), step };
}
