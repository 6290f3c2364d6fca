import { useState } from 'react';
import { AddStep } from './add-step.js';
import { Card } from './card.js';
import { idsOf, useCards } from './recipe-cards.js';
import type { StepPath } from './recipe-nodes.js';
import type { Step } from './recipe-steps.js';
import { addStep, moveStep } from './recipe-text.js';

interface StepListProps {
  readonly steps: readonly Step[];
  /** What holds the list: a transform, or the Recipe. */
  readonly parent: StepPath;
  /** How that is called. */
  readonly owner: string;
}

/** A list of transforms as cards, which are put in order by dragging or by keys. */
export function StepList({ steps, parent, owner }: StepListProps) {
  const { text, change, catalogue } = useCards();
  const [dragged, setDragged] = useState<number>();
  const [over, setOver] = useState<number>();
  const [said, setSaid] = useState('');
  const ids = idsOf(steps);
  const move = (from: number, to: number) => {
    if (from === to || to < 0 || to >= steps.length) return;
    change(moveStep(text, { ...parent, at: [...parent.at, from] }, to));
    setSaid(`${steps[from]!.name} is now ${to + 1} of ${steps.length}`);
  };
  return (
    <>
      <ol className="cards" aria-label={`Transforms of ${owner}`}>
        {steps.map((step, i) => (
          <li
            key={ids[i]}
            className="card"
            data-off={step.parameters['p'] === 0 || undefined}
            data-over={
              (dragged !== undefined && over === i && (i < dragged ? 'above' : 'below')) || undefined
            }
            onDragOver={(event) => {
              if (dragged === undefined) return;
              event.preventDefault();
              setOver(i);
            }}
            onDrop={(event) => {
              if (dragged === undefined) return;
              event.preventDefault();
              move(dragged, i);
            }}
          >
            <Card
              {...{ step, id: ids[i]!, isLast: i === steps.length - 1 }}
              onMove={(to) => {
                move(i, to);
              }}
              onDrag={(isDragged) => {
                setDragged(isDragged ? i : undefined);
                setOver(undefined);
              }}
            >
              {(step.inside ?? catalogue.get(step.name)?.holdsOthers) && (
                <StepList steps={step.inside ?? []} parent={step.path} owner={step.name} />
              )}
            </Card>
          </li>
        ))}
      </ol>
      <p role="status" className="unseen">
        {said}
      </p>
      <AddStep
        label={owner === 'the recipe' ? 'Add a transform' : `Add a transform to ${owner}`}
        tree={parent.tree}
        onAdd={({ name, required, holdsOthers }) => {
          change(addStep(text, parent, name, { parameters: required, holdsOthers }));
          setSaid(`${name} is added, as ${steps.length + 1} of ${steps.length + 1}`);
        }}
      />
    </>
  );
}
