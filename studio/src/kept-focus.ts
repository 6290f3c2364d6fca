import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** Where the focus is: what has it, and which child of which element that is, from the innermost outwards. */
interface Place {
  readonly element: HTMLElement;
  readonly around: readonly { readonly parent: Element; readonly index: number }[];
}

const FOCUSABLE =
  'button, input, select, textarea, summary, a[href], [tabindex="0"], [contenteditable="true"]';

/**
 * Keeps the focus where somebody works. Browsers take it from an element that is moved or removed, and whoever works by keyboard
 * would begin again at the top of the page. What was moved has it again; where it was removed, what is nearest to its place has it.
 */
export function useKeptFocus(region: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = region.current!;
    let place: Place | undefined;
    const note = ({ target }: FocusEvent) => {
      place = placeOf(target as HTMLElement, root);
    };
    const forget = () => {
      // What is removed is looked at before: a focus that is lost by then was given up by the user.
      setTimeout(() => {
        if (isLost()) place = undefined;
      });
    };
    const observer = new MutationObserver((changes) => {
      if (!place || !isLost()) return;
      const { element } = place;
      const isMoved = changes.some(({ addedNodes }) =>
        [...addedNodes].some((node) => node.contains(element)),
      );
      if (isMoved || !element.isConnected) nearestTo(place)?.focus();
    });
    observer.observe(root, { childList: true, subtree: true });
    root.addEventListener('focusin', note);
    root.addEventListener('focusout', forget);
    return () => {
      observer.disconnect();
      root.removeEventListener('focusin', note);
      root.removeEventListener('focusout', forget);
    };
  }, [region]);
}

/**
 * Dialogs give the focus back to what has opened them. One that the address of the page has opened leaves it to this.
 * @param take what focuses something on the page, when the calling part of a dialog is gone
 */
export function useFocusBehind(take: () => void): void {
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (isLost()) latest.current();
      });
    },
    [],
  );
}

function isLost(): boolean {
  return document.activeElement === document.body || document.activeElement === null;
}

function placeOf(element: HTMLElement, root: HTMLElement): Place {
  const around = [];
  for (let inner: Element = element; inner !== root && inner.parentElement; inner = inner.parentElement)
    around.push({ parent: inner.parentElement, index: [...inner.parentElement.children].indexOf(inner) });
  return { element, around };
}

/** What has taken its place or comes behind it, else what is before. */
function nearestTo({ element, around }: Place): HTMLElement | undefined {
  if (element.isConnected) return element;
  for (const { parent, index } of around) {
    if (!parent.isConnected) continue;
    const children = [...parent.children];
    const nearest = [...children.slice(index), ...children.slice(0, index).reverse()];
    const found = nearest.map(firstIn).find((one) => one !== undefined);
    if (found) return found;
  }
  return undefined;
}

function firstIn(element: Element): HTMLElement | undefined {
  const own = element.matches(FOCUSABLE) ? [element] : [];
  return [...own, ...element.querySelectorAll(FOCUSABLE)].find(canHaveFocus);
}

function canHaveFocus(element: Element): element is HTMLElement {
  const isLeftOut = element.matches(':disabled, [tabindex="-1"]') || element.closest('[aria-hidden="true"]');
  return !isLeftOut && element instanceof HTMLElement && element.checkVisibility();
}
