import { useState } from 'react';
import type { Inspected, InspectionState } from '../../src/studio/protocol.js';
import { ask, messageOf } from './api.js';
import { useAsked, useEvery } from './hooks.js';

const LOOK_EVERY_MS = 400;

export interface Inspection {
  /** Undefined until it is known. */
  readonly state: InspectionState | undefined;
  /** What the last one found that was done. */
  readonly found: Inspected | undefined;
  /** Why it could not be begun, or asked for. */
  readonly trouble: string | undefined;
  /** @param recipe the text of the Recipe whose effects are to be told */
  readonly start: (recipe?: string) => void;
  readonly cancel: () => void;
}

/** The inspection of the input, which goes on whatever part of the page is shown. */
export function useInspection(): Inspection {
  const [state, setState] = useState<InspectionState>();
  const [refusal, setRefusal] = useState<string>();
  const act = (method: string, body?: unknown) => {
    ask<InspectionState>('/inspection', { method, body }).then(
      (now) => {
        setState(now);
        setRefusal(undefined);
      },
      (error: unknown) => {
        setRefusal(messageOf(error));
      },
    );
  };
  useEvery(LOOK_EVERY_MS, () => {
    if (state === undefined || state.state === 'running') act('GET');
  });
  const number = state?.number ?? 0;
  const report = useAsked<Inspected>(number > 0 ? `/inspection/report?number=${number}` : undefined);
  return {
    ...{ state, found: report.value, trouble: refusal ?? report.error },
    start: (recipe) => {
      act('POST', { ...(recipe !== undefined && { recipe }) });
    },
    cancel: () => {
      act('DELETE');
    },
  };
}
