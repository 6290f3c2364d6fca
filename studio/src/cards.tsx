import { useMemo, useState } from 'react';
import type { SettingsGroup } from '../../src/core/recipe/describe-settings.js';
import type { TreeName } from '../../src/core/recipe/tree.js';
import type { Overview } from '../../src/studio/protocol.js';
import type { Mistake } from './mistakes.js';
import { CardsContext, useCards } from './recipe-cards.js';
import { isEmpty, readText } from './recipe-nodes.js';
import { stepsOf } from './recipe-steps.js';
import { SettingsCards } from './settings-cards.js';
import { StepList } from './step-list.js';

interface CardsProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly overview: Overview | undefined;
  readonly mistakes: readonly Mistake[];
  readonly image: string | undefined;
}

/** The whole Recipe as cards. Each change is one of the text, so both are always the same. */
export function Cards({ text, onChange, overview, mistakes, image }: CardsProps) {
  const catalogue = useMemo(
    () => new Map(overview?.transforms.map((line) => [line.name, line])),
    [overview?.transforms],
  );
  const cards = useMemo(
    () => ({ text, change: onChange, catalogue, mistakes, image }),
    [text, onChange, catalogue, mistakes, image],
  );
  const groups = overview?.settings ?? [];
  const isRecipe = useMemo(() => readText(text) !== undefined || isEmpty(text), [text]);
  if (!isRecipe) return <p className="empty">The text cannot be read as a recipe, so it has no cards.</p>;
  return (
    <CardsContext value={cards}>
      <div className="cards-part">
        <SettingsCards groups={groups.filter(isOfRecipe)} />
        <Tree tree="preprocess" />
        <Tree tree="transforms" />
        <SettingsCards groups={groups.filter((group) => !isOfRecipe(group))} />
      </div>
    </CardsContext>
  );
}

/** Whether its settings stand in no mapping of their own. */
function isOfRecipe({ path }: SettingsGroup): boolean {
  return path.length === 0;
}

/** One of the lists of transforms. */
function Tree({ tree }: { readonly tree: TreeName }) {
  const { text } = useCards();
  const steps = useMemo(() => stepsOf(text, tree) ?? [], [text, tree]);
  // Only at the beginning: nothing closes because its last transform was removed.
  const [isOpen] = useState(tree === 'transforms' || steps.length > 0);
  return (
    <details className={`tree ${tree}`} open={isOpen}>
      <summary>
        {tree} <span className="facts">{steps.map(({ name }) => name).join(', ') || 'none'}</span>
      </summary>
      <StepList steps={steps} parent={{ tree, at: [] }} owner={tree === 'transforms' ? 'the recipe' : tree} />
    </details>
  );
}
