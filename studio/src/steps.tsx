import { useMemo } from 'react';
import type { CatalogueLine } from '../../src/studio/protocol.js';
import type { Mistake } from './mistakes.js';
import { CardsContext } from './recipe-cards.js';
import { stepsOf } from './recipe-steps.js';
import { StepList } from './step-list.js';

interface StepsProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly transforms: readonly CatalogueLine[];
  readonly mistakes: readonly Mistake[];
  readonly image: string | undefined;
}

/** The Recipe's transforms as cards. Each change is one of the text, so both are always the same. */
export function Steps({ text, onChange, transforms, mistakes, image }: StepsProps) {
  const steps = useMemo(() => stepsOf(text), [text]);
  const catalogue = useMemo(() => new Map(transforms.map((line) => [line.name, line])), [transforms]);
  const cards = useMemo(
    () => ({ text, change: onChange, catalogue, mistakes, image }),
    [text, onChange, catalogue, mistakes, image],
  );
  if (!steps) return <p className="empty">The text has no list of transforms.</p>;
  return (
    <CardsContext value={cards}>
      <StepList steps={steps} parent={[]} owner="the recipe" />
    </CardsContext>
  );
}
