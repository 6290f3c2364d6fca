import { useCallback, useEffect, useState } from 'react';
import type { PreviewRequest } from '../../src/studio/protocol.js';
import { isSameRequest, Previewing } from './previewing.js';
import type { Previewed } from './previewing.js';

export interface FollowedPreview extends Previewed {
  /** Whether something newer is being made. */
  readonly isWaiting: boolean;
  /** Asks for a Recipe that the page is about to show: the server makes its variants while the page is rendered. */
  readonly prepare: (recipe: string) => void;
}

/**
 * What a Recipe makes of an image, anew whenever one of them changes.
 * @param request the same one until something changes; undefined: nothing is asked for
 */
export function usePreview(request: PreviewRequest | undefined): FollowedPreview {
  const [shown, setShown] = useState<Previewed>({});
  const [previewing] = useState(() => new Previewing(setShown));
  useEffect(
    () => () => {
      previewing.close();
    },
    [previewing],
  );
  useEffect(() => {
    previewing.ask(request);
  }, [previewing, request]);
  const prepare = useCallback(
    (recipe: string) => {
      if (request) previewing.ask({ ...request, recipe });
    },
    [previewing, request],
  );
  return { ...shown, isWaiting: !request || !isSameRequest(shown.answered, request), prepare };
}
