import { UsageError } from '../core/errors.js';
import { formatBucketPrefix, parseBucketPrefix } from './bucket-prefix.js';
import type { BucketPrefix } from './bucket-prefix.js';
import type { StoreFactory, StoreLocation } from './location.js';
import type { Store, Stored } from './store.js';

/** What distinguishes one kind of Store with buckets from another. */
export interface BucketKind {
  readonly scheme: string;
  readonly open: (prefix: BucketPrefix) => Promise<Store>;
  /** What to do instead of `augment watch`, as a clause for its message. */
  readonly insteadOfWatching: string;
}

/** A factory for Stores whose addresses are `scheme://bucket/prefix`. */
export function bucketStores(kind: BucketKind): StoreFactory {
  return {
    scheme: kind.scheme,
    locate: (address) =>
      new BucketLocation(kind, parseBucketPrefix(address, kind.scheme), address.endsWith('/')),
  };
}

class BucketLocation implements StoreLocation {
  readonly address: string;
  readonly words = { container: 'prefix', object: 'object' };
  private container: Promise<Store> | undefined;

  constructor(
    private readonly kind: BucketKind,
    private readonly root: BucketPrefix,
    private readonly endsInSlash = false,
  ) {
    this.address = formatBucketPrefix(root, kind.scheme);
  }

  open(): Promise<Store> {
    return this.kind.open(this.root);
  }

  beside(): StoreLocation {
    const { bucket, prefix } = this.root;
    if (prefix === '') {
      throw new UsageError(
        `${this.address} is a whole bucket, but the state of an output lies beside it; name a prefix, as ${this.address}/augmented-images`,
      );
    }
    return this.located({ bucket, prefix: `${prefix.slice(0, -1)}.augment/` });
  }

  parent(): { readonly location: StoreLocation; readonly name: string } | undefined {
    const { bucket, prefix } = this.root;
    if (prefix === '') return undefined;
    const key = prefix.slice(0, -1);
    const slash = key.lastIndexOf('/') + 1;
    return { location: this.located({ bucket, prefix: key.slice(0, slash) }), name: key.slice(slash) };
  }

  at(key: string): StoreLocation {
    return this.located({ bucket: this.root.bucket, prefix: `${this.root.prefix}${key}/` });
  }

  /** Prefixes end in a slash, so `raw/` does not contain `raw-more/`. */
  keyOf(other: StoreLocation): string | undefined {
    const { bucket, prefix } = this.root;
    const isInside =
      other instanceof BucketLocation &&
      other.kind.scheme === this.kind.scheme &&
      other.root.bucket === bucket &&
      other.root.prefix.startsWith(prefix);
    return isInside ? other.root.prefix.slice(prefix.length).replace(/\/$/, '') : undefined;
  }

  resolved(): Promise<StoreLocation> {
    return Promise.resolve(this);
  }

  async read(): Promise<Stored | undefined> {
    const parent = this.parent();
    if (!parent || this.endsInSlash)
      throw new UsageError(`${this.address}: an object is named as ${this.kind.scheme}://bucket/key`);
    this.container ??= parent.location.open('input');
    return (await this.container).read(parent.name);
  }

  folderToWatch(): string {
    throw new UsageError(`${this.address}: ${this.kind.insteadOfWatching}`);
  }

  expect(): void {
    // Only a request can show what a bucket contains.
  }

  private located(root: BucketPrefix): StoreLocation {
    return new BucketLocation(this.kind, root);
  }
}
