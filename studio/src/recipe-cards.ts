import { createContext, useContext } from 'react';
import type { CatalogueLine } from '../../src/studio/protocol.js';
import type { Mistake } from './mistakes.js';
import type { Step } from './recipe-steps.js';

/** What all cards of a Recipe have in common. */
export interface RecipeCards {
  readonly text: string;
  readonly change: (text: string) => void;
  readonly catalogue: ReadonlyMap<string, CatalogueLine>;
  readonly mistakes: readonly Mistake[];
  /** Key of the image at hand. */
  readonly image: string | undefined;
}

export const CardsContext = createContext<RecipeCards>({
  text: '',
  change: () => undefined,
  catalogue: new Map(),
  mistakes: [],
  image: undefined,
});

export function useCards(): RecipeCards {
  return useContext(CardsContext);
}

/** A name for each card that it keeps where the order changes: that of its transform, and which one of this name it is. */
export function idsOf(steps: readonly Step[]): string[] {
  const seen = new Map<string, number>();
  return steps.map(({ name, path }) => {
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return [path.tree, ...path.at.slice(0, -1), name, count].join('-');
  });
}
