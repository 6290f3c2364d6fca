import type { Preview, RunSize } from '../../src/studio/protocol.js';
import { describeEstimate } from './estimate.js';
import { useAsked } from './hooks.js';

const TYPING_MS = 300;

interface RunEstimateProps {
  /** A Recipe without mistakes. */
  readonly recipe: string | undefined;
  /** What it makes of one image. */
  readonly preview: Preview | undefined;
}

/** What a run of the Recipe would write, and how long it would take. */
export function RunEstimate({ recipe, preview }: RunEstimateProps) {
  const size = useAsked<RunSize>(
    recipe !== undefined && preview ? '/size' : undefined,
    { recipe },
    TYPING_MS,
  );
  if (!preview || !size.value || size.error !== undefined) return null;
  return <p className="facts">{describeEstimate(size.value, preview)}</p>;
}
