import { useEffect, useState } from 'react';
import { Previewing } from './previewing.js';
import type { Previewed } from './previewing.js';

/**
 * What a Recipe makes of an image, anew whenever one of them changes.
 * @param key of the image; undefined until both are known
 * @param most variants
 */
export function usePreview(key: string | undefined, recipe: string | undefined, most: number): Previewed {
  const [shown, setShown] = useState<Previewed>({ isWaiting: true });
  const [previewing] = useState(() => new Previewing(setShown));
  useEffect(
    () => () => {
      previewing.close();
    },
    [previewing],
  );
  useEffect(() => {
    if (key !== undefined && recipe !== undefined) previewing.ask({ key, recipe, most });
  }, [previewing, key, recipe, most]);
  return shown;
}
