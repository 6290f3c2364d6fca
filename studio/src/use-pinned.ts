import { useState } from 'react';
import type { PreviewedVariant } from '../../src/studio/protocol.js';
import { askForPicture, messageOf } from './api.js';
import { pathOf } from './variant-paths.js';

/** A variant that stays on the page, whatever becomes of the recipe. */
export interface Pinned {
  readonly variant: PreviewedVariant;
  readonly seed: string;
  /** Addresses of its pictures: the server forgets it in time. */
  readonly plain: string;
  readonly labelled: string;
}

export interface Pinning {
  readonly pinned: Pinned | undefined;
  /** Why the last one could not be pinned. */
  readonly trouble: string;
  readonly pin: (variant: PreviewedVariant, seed: string) => void;
  readonly unpin: () => void;
}

export function usePinned(): Pinning {
  const [pinned, setPinned] = useState<Pinned>();
  const [trouble, setTrouble] = useState('');
  const replace = (by: Pinned | undefined) => {
    if (pinned) for (const url of [pinned.plain, pinned.labelled]) URL.revokeObjectURL(url);
    setPinned(by);
    setTrouble('');
  };
  return {
    ...{ pinned, trouble },
    pin: (variant, seed) => {
      Promise.all([false, true].map((withLabels) => askForPicture(pathOf(variant, withLabels)))).then(
        ([plain, labelled]) => {
          const urls = { plain: URL.createObjectURL(plain!), labelled: URL.createObjectURL(labelled!) };
          replace({ variant, seed, ...urls });
        },
        (error: unknown) => {
          setTrouble(messageOf(error));
        },
      );
    },
    unpin: () => {
      replace(undefined);
    },
  };
}
