import { useEffect, useState } from 'react';
import { Listing } from './listing.js';

const NOTHING = {
  isComplete: false,
  total: undefined,
  error: undefined,
  at: () => undefined,
  want: () => undefined,
};

/**
 * @param filter as a query. What an earlier one has found stays until something is known of this one
 * @param inspected how often the input was inspected: each time, other images may have a class or a finding
 */
export function useListing(
  filter: string,
  inspected: number,
): Pick<Listing, 'total' | 'isComplete' | 'error' | 'at' | 'want'> {
  const [shown, setShown] = useState<{ readonly listing: Listing }>();
  useEffect(() => {
    const listing = new Listing(filter, (changed) => {
      setShown({ listing: changed });
    });
    listing.want(0, 0);
    return () => {
      listing.close();
    };
  }, [filter, inspected]);
  if (!shown) return NOTHING;
  const { total, isComplete, error, at, want } = shown.listing;
  return { total, isComplete, error, at, want };
}
