import { useEffect, useRef, useState } from 'react';
import type { Preview, PreviewRequest } from '../../src/studio/protocol.js';
import { ask, messageOf } from './api.js';
import type { Asked } from './hooks.js';

/** So long nothing is typed before the preview follows: what is half written is a mistake. */
const TYPING_MS = 150;
/** At this pace it follows what is dragged. */
const SLIDING_MS = 40;

interface Answer extends Omit<Asked<Preview>, 'isWaiting'> {
  readonly sent: string;
}

/**
 * The preview of what is asked for. One request is under way at a time; what has changed meanwhile is asked for afterwards, once: so
 * the pictures follow a slider while it is dragged, however long one takes.
 * @param isTyped whether the last change was typed
 */
export function usePreview(request: PreviewRequest | undefined, isTyped: boolean): Asked<Preview> {
  const [answer, setAnswer] = useState<Answer>();
  const [isBusy, setBusy] = useState(false);
  const due = useRef<number>(undefined);
  const sent = request && JSON.stringify(request);
  const isWaiting = answer?.sent !== sent;
  useEffect(() => {
    if (sent === undefined || isBusy || !isWaiting) return undefined;
    const now = performance.now();
    due.current = isTyped ? now + TYPING_MS : (due.current ?? now + SLIDING_MS);
    const timer = setTimeout(
      () => {
        due.current = undefined;
        setBusy(true);
        ask<Preview>('/preview', { method: 'POST', body: JSON.parse(sent) as unknown })
          .then(
            (value) => {
              setAnswer({ sent, value });
            },
            (error: unknown) => {
              setAnswer((before) => ({ ...before, sent, error: messageOf(error) }));
            },
          )
          .finally(() => {
            setBusy(false);
          });
      },
      Math.max(0, due.current - now),
    );
    return () => {
      clearTimeout(timer);
    };
  }, [sent, isBusy, isWaiting, isTyped]);
  return { ...answer, isWaiting };
}
