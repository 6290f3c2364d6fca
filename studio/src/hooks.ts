import { useEffect, useRef, useState } from 'react';
import { ask, askForPicture, messageOf } from './api.js';

/** The picture that follows is there by then. */
const REPLACED_WITHIN_MS = 30_000;

export interface Asked<T> {
  /** Of the last request that was answered: it stays until the next one is. */
  readonly value?: T;
  readonly error?: string;
  readonly isWaiting: boolean;
}

interface Answer<T> extends Omit<Asked<T>, 'isWaiting'> {
  readonly request: string;
}

/**
 * What the server answers, asked anew when the path or the body changes.
 * @param path undefined: nothing is asked
 * @param delay in milliseconds, for what changes while somebody types
 */
export function useAsked<T>(path: string | undefined, body?: unknown, delay = 0): Asked<T> {
  const [answer, setAnswer] = useState<Answer<T>>();
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const request = `${path} ${sent}`;
  useEffect(() => {
    if (path === undefined) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const post = sent === undefined ? {} : { method: 'POST', body: JSON.parse(sent) as unknown };
      ask<T>(path, { ...post, signal: abort.signal }).then(
        (value) => {
          setAnswer({ request, value });
        },
        (error: unknown) => {
          if (!abort.signal.aborted) setAnswer((before) => ({ ...before, request, error: messageOf(error) }));
        },
      );
    }, delay);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [request, path, sent, delay]);
  return { ...answer, isWaiting: answer?.request !== request };
}

/**
 * The address of a picture for an `img`. Images cannot send the token, so the picture is fetched first. Once it is not on the
 * page any more, the request is cancelled.
 */
export function usePicture(path: string | undefined): Asked<string> {
  const [answer, setAnswer] = useState<Answer<string>>();
  useEffect(() => {
    if (path === undefined) return undefined;
    const abort = new AbortController();
    let url: string | undefined;
    askForPicture(path, abort.signal).then(
      (picture) => {
        url = URL.createObjectURL(picture);
        setAnswer({ request: path, value: url });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setAnswer({ request: path, error: messageOf(error) });
      },
    );
    return () => {
      abort.abort();
      setTimeout(() => {
        if (url !== undefined) URL.revokeObjectURL(url);
      }, REPLACED_WITHIN_MS);
    };
  }, [path]);
  return { ...answer, isWaiting: answer?.request !== path };
}

/** Calls at once, and then again and again, as long as the page is visible. */
export function useEvery(milliseconds: number, work: () => void): void {
  const latest = useRef(work);
  useEffect(() => {
    latest.current = work;
  });
  useEffect(() => {
    latest.current();
    const timer = setInterval(() => {
      if (!document.hidden) latest.current();
    }, milliseconds);
    return () => {
      clearInterval(timer);
    };
  }, [milliseconds]);
}
