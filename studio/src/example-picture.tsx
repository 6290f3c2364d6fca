import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import type { Extreme } from '../../src/studio/examples.js';
import { usePicture } from './hooks.js';
import { useCards } from './recipe-cards.js';

interface ExamplePictureProps {
  readonly transform: string;
  readonly extreme: Extreme;
}

/** What a transform does to the image at hand, at one end of its ranges. It is made when it is scrolled to. */
export function ExamplePicture({ transform, extreme }: ExamplePictureProps) {
  const { image } = useCards();
  const frame = useRef<HTMLSpanElement>(null);
  const isSeen = useSeen(frame);
  const asked = new URLSearchParams({ key: image ?? '', transform, extreme });
  const picture = usePicture(isSeen && image !== undefined ? `/example?${asked.toString()}` : undefined);
  return (
    <span ref={frame} className="example" title={picture.error ?? `at the ${extreme} of its ranges`}>
      {picture.value !== undefined && <img src={picture.value} alt="" draggable={false} />}
      {picture.error !== undefined && <span className="facts">no picture</span>}
    </span>
  );
}

/** Whether it has been in sight. */
function useSeen(element: RefObject<Element | null>): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) setSeen(true);
    });
    observer.observe(element.current!);
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return isSeen;
}
