import { useEffect, useState } from 'react';

/** Where an image was opened from. */
export interface Opener {
  readonly tab: string;
  readonly image: string;
  /** Of the image in the list of the gallery. */
  readonly index?: number | undefined;
}

/** What takes the focus in the parts of the page. */
export const PLACES = {
  image: '.see',
  findings: '.found',
  gallery: '.grid [role=listbox]',
} as const;

/** The picture of an image in the findings. */
export function placeInFindings(image: string): string {
  return `${PLACES.findings} [data-image="${CSS.escape(image)}"]`;
}

/**
 * Lets the focus go to what is opened: once the part of the page is gone that had it, it would fall to the body.
 * @returns a function that takes selectors of what gets it, at the next rendering: the first that is there
 */
export function useFocusOn(): (...selectors: readonly string[]) => void {
  const [wanted, setWanted] = useState<readonly string[]>([]);
  useEffect(() => {
    const places = wanted.map((selector) => document.querySelector<HTMLElement>(selector));
    places.find((place) => place !== null)?.focus();
  }, [wanted]);
  return (...selectors) => {
    setWanted(selectors);
  };
}
