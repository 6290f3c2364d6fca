import type { Preview, RunSize } from '../../src/studio/protocol.js';
import { describeEstimate, sampleOf } from './estimate.js';
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
  const isKnown = preview && size.value && size.error === undefined;
  // The line has its place also while it is empty: what lies below must not move under the mouse.
  return (
    <p className="facts">
      {isKnown ? describeEstimate(size.value, sampleOf(preview, size.value.threads)) : '\u00a0'}
    </p>
  );
}
