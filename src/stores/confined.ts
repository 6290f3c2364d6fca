import { UsageError } from '../core/errors.js';
import type { OpenSettings, StoreLocation, StoreRole } from './location.js';
import type { StoreRegistry } from './registry.js';
import type { Store, Stored } from './store.js';

/**
 * A registry of some locations and what lies below them, for those who must not reach anything else: other addresses and `..` are
 * refused, and so are symbolic links that lead elsewhere, also those inside of a data set.
 * @param within addresses
 */
export function confinedStores(registry: StoreRegistry, within: readonly string[]): StoreRegistry {
  const bounds = new Bounds(within.map((address) => registry.locate(address)));
  return {
    within,
    locate(address) {
      if (address.includes('\0')) throw new UsageError(`an address cannot contain the character NUL`);
      return bounds.enclose(registry.locate(address));
    },
    schemeOf: (address) => registry.schemeOf(address),
  };
}

class Bounds {
  private readonly real: Promise<readonly StoreLocation[]>;

  constructor(private readonly roots: readonly StoreLocation[]) {
    this.real = Promise.all(roots.map((root) => root.resolved()));
  }

  /** @throws UsageError if the address lies elsewhere; links are followed when something is opened */
  enclose(location: StoreLocation): StoreLocation {
    if (!holds(this.roots, location)) throw this.refusal(location);
    return new ConfinedLocation(location, this);
  }

  has(location: StoreLocation): boolean {
    return holds(this.roots, location);
  }

  /** The addresses that no link may leave. @throws UsageError if a link leads elsewhere */
  async check(location: StoreLocation): Promise<readonly string[]> {
    const real = await this.real;
    if (!holds(real, await location.resolved())) throw this.refusal(location);
    return real.map(({ address }) => address);
  }

  private refusal({ address }: StoreLocation): UsageError {
    const names = this.roots.map((root) => root.address).join(', ');
    return new UsageError(`${address} is out of reach; only what lies below ${names} can be used`);
  }
}

function holds(roots: readonly StoreLocation[], location: StoreLocation): boolean {
  return roots.some((root) => root.keyOf(location) !== undefined);
}

class ConfinedLocation implements StoreLocation {
  constructor(
    readonly inner: StoreLocation,
    private readonly bounds: Bounds,
  ) {}

  get address() {
    return this.inner.address;
  }

  get words() {
    return this.inner.words;
  }

  async open(role: StoreRole, { state, ...settings }: OpenSettings = {}): Promise<Store> {
    const within = await this.bounds.check(this.inner);
    return this.inner.open(role, { ...settings, within, ...(state && { state: innerOf(state) }) });
  }

  beside(): StoreLocation {
    const beside = this.inner.beside();
    if (this.bounds.has(beside)) return this.bounds.enclose(beside);
    throw new UsageError(
      `${this.address} cannot be an output: its state would lie beside it, in ${beside.address}, which is out of reach; name a ${this.words.container} below it`,
    );
  }

  /** Nobody looks above the locations that are given. */
  parent() {
    const above = this.inner.parent();
    if (!above || !this.bounds.has(above.location)) return undefined;
    return { location: this.bounds.enclose(above.location), name: above.name };
  }

  at(key: string): StoreLocation {
    return this.bounds.enclose(this.inner.at(key));
  }

  keyOf(other: StoreLocation): string | undefined {
    return this.inner.keyOf(innerOf(other));
  }

  async resolved(): Promise<StoreLocation> {
    await this.bounds.check(this.inner);
    return new ConfinedLocation(await this.inner.resolved(), this.bounds);
  }

  async read(): Promise<Stored | undefined> {
    await this.bounds.check(this.inner);
    return this.inner.read();
  }

  folderToWatch(): string {
    return this.inner.folderToWatch();
  }

  expect(...[expectation]: Parameters<StoreLocation['expect']>): void {
    this.inner.expect(expectation);
  }
}

function innerOf(location: StoreLocation): StoreLocation {
  return location instanceof ConfinedLocation ? location.inner : location;
}
