import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { TreeName } from '../../src/core/recipe/tree.js';
import type { ParameterDescription } from '../../src/core/transforms/describe.js';
import type { CatalogueLine } from '../../src/studio/protocol.js';
import { mistakesAt } from './mistakes.js';
import type { PlacedMistake } from './mistakes.js';
import { ParameterField, usualOf } from './parameter-field.js';
import { useCards } from './recipe-cards.js';
import { indexOf } from './recipe-nodes.js';
import type { Step } from './recipe-steps.js';
import { removeStep, setParameter } from './recipe-text.js';
import { remembered, remember } from './session.js';
import { SteadyButton } from './steady-button.js';
import { Toggle } from './toggle.js';

interface CardProps {
  readonly step: Step;
  /** Unique on the page, and the same wherever the card is moved. */
  readonly id: string;
  readonly isLast: boolean;
  /** Moves it to another place of its list. */
  readonly onMove: (to: number) => void;
  readonly onDrag: (isDragged: boolean) => void;
  /** The cards of the transforms that it holds. */
  readonly children: ReactNode;
}

/** A transform: its name, whether it is on, its probability; opened, all its parameters. */
export function Card({ step, id, isLast, onMove, onDrag, children }: CardProps) {
  const { name, path, parameters, place } = step;
  const { text, change, catalogue, mistakes } = useCards();
  const [isOpen, setOpen] = useState(false);
  const entry = catalogue.get(name);
  const shown = entry ? parametersOf(entry, path.tree) : [];
  const probability = shown.find((one) => one.name === 'p');
  const found = mistakesAt(mistakes, place);
  const set = (parameter: string, value: unknown) => {
    change(setParameter(text, path, parameter, value));
  };
  return (
    <>
      <div className="card-head">
        <Handle {...{ name, index: indexOf(path), isLast, onMove, onDrag }} />
        <Button
          className="card-name"
          aria-expanded={isOpen}
          onPress={() => {
            setOpen(!isOpen);
          }}
        >
          <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {name}
        </Button>
        {probability && <OnOff {...{ id, step, usual: usualOf(probability), set }} />}
        <Button
          aria-label={`Remove ${name}`}
          onPress={() => {
            change(removeStep(text, path));
          }}
        >
          ✕
        </Button>
      </div>
      <p className="facts">{entry?.summary.replaceAll('`', '') ?? 'not known'}</p>
      {ownMistakes(found, isOpen).map((mistake) => (
        <p key={mistake} className="trouble">
          {mistake}
        </p>
      ))}
      {isOpen && (
        <div className="parameters">
          {shown.map((parameter) => (
            <ParameterField
              key={parameter.name}
              {...{ owner: name, parameter, given: parameters[parameter.name] }}
              mistakes={mistakesOfParameter(found, parameter.name)}
              onChange={(value) => {
                set(parameter.name, value);
              }}
            />
          ))}
        </div>
      )}
      {children}
    </>
  );
}

/** The probability first; in `preprocess` there is none, as everything always runs there. */
function parametersOf({ parameters }: CatalogueLine, tree: TreeName): ParameterDescription[] {
  const own = parameters.slice(0, -1);
  return tree === 'preprocess' ? own : [...parameters.slice(-1), ...own];
}

/** A closed card shows what is wrong with its parameters, too; cards inside have their own. */
function ownMistakes(found: readonly PlacedMistake[], isOpen: boolean): string[] {
  const own = found.filter(({ inside }) => !inside.startsWith('transforms['));
  const shown = isOpen ? own.filter(({ inside }) => inside === '' || inside === 'transforms') : own;
  return shown.map(({ inside, what }) => (inside === '' ? what : `${inside}: ${what}`));
}

function mistakesOfParameter(found: readonly PlacedMistake[], name: string): string[] {
  return found.flatMap(({ inside, what }) => {
    if (/^\w+/.exec(inside)?.[0] !== name) return [];
    return [inside === name ? what : `${inside.slice(name.length)}: ${what}`];
  });
}

interface OnOffProps extends Pick<CardProps, 'id' | 'step'> {
  readonly usual: unknown;
  readonly set: (parameter: string, value: unknown) => void;
}

/** Off is `p: 0`; on is what it was before, also where the page was loaded anew since. */
function OnOff({ id, step: { name, parameters }, usual, set }: OnOffProps) {
  const given = parameters['p'];
  const kept = `p of ${id}`;
  return (
    <Toggle
      label={`${name} is on`}
      value={(given ?? usual) !== 0}
      onChange={(isOn) => {
        if (!isOn) remember(kept, { given });
        const before = remembered(kept) as { readonly given?: unknown } | undefined;
        set('p', isOn ? before?.given : 0);
      }}
    />
  );
}

interface HandleProps extends Omit<CardProps, 'id' | 'step' | 'children'> {
  readonly name: string;
  readonly index: number;
}

/** Drags the card with the mouse, and moves it with the arrow keys or a tap. */
function Handle({ name, index, isLast, onMove, onDrag }: HandleProps) {
  return (
    <span className="handles">
      <span
        role="button"
        tabIndex={0}
        className="handle"
        aria-label={`Move ${name}: arrow keys`}
        title="Drag, or use the arrow keys"
        draggable
        onDragStart={({ dataTransfer, currentTarget }) => {
          dataTransfer.setData('text/plain', name);
          dataTransfer.setDragImage(currentTarget.closest('li')!, 12, 12);
          onDrag(true);
        }}
        onDragEnd={() => {
          onDrag(false);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
          event.preventDefault();
          onMove(index + (event.key === 'ArrowUp' ? -1 : 1));
        }}
      >
        ⠿
      </span>
      <SteadyButton
        aria-label={`Move ${name} up`}
        isIdle={index === 0}
        onPress={() => {
          onMove(index - 1);
        }}
      >
        ↑
      </SteadyButton>
      <SteadyButton
        aria-label={`Move ${name} down`}
        isIdle={isLast}
        onPress={() => {
          onMove(index + 1);
        }}
      >
        ↓
      </SteadyButton>
    </span>
  );
}
