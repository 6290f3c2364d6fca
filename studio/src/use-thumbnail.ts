import { useEffect, useRef, useState } from 'react';
import type { Thumbnail, Thumbnails } from './thumbnails.js';

/**
 * The picture of an image, once it is there.
 * @param key of the image; undefined: it has no picture
 * @param isInView false: it may wait for those that are seen
 */
export function useThumbnail(
  thumbnails: Thumbnails,
  key: string | undefined,
  withLabels: boolean,
  isInView: boolean,
): Thumbnail | undefined {
  const [thumbnail, setThumbnail] = useState<Thumbnail>();
  const isSeen = useRef(isInView);
  useEffect(() => {
    isSeen.current = isInView;
  });
  useEffect(
    () =>
      key === undefined
        ? undefined
        : thumbnails.want({ key, withLabels }, () => isSeen.current, setThumbnail),
    [thumbnails, key, withLabels],
  );
  return thumbnail;
}
