import { DecoratedStore } from '../decorated-store.js';
import type { Hashed, KeyRange, LargeContent, Listed, ObjectStat, Store, Stored } from '../store.js';

export interface FaultOptions {
  /** Which operation fails, counted from 1 over all Stores that share the plan. */
  readonly at: number;
  /** `before`: the operation does not happen. `after`: it happens, but the caller never learns of it. */
  readonly when: 'before' | 'after';
  /** Which operations count: `create`, `append`, `replace`, `writeLarge` and `remove`, or these and `list`, `read`, `hash` and `stat`. */
  readonly of: 'writes' | 'all';
  /** `crash` (the default): every operation from then on fails, as in a process that died. `once`: only this one. */
  readonly kind?: 'crash' | 'once';
  /** What is thrown; an `InjectedFault` by default. */
  readonly error?: () => Error;
}

export class InjectedFault extends Error {
  override readonly name = 'InjectedFault';
}

/**
 * Decides which operation of one or more Stores fails. A test that tries every point of failure counts `at` up until
 * `happened` stays false: then the whole task ran without reaching the operation.
 */
export class FaultPlan {
  private count = 0;
  private reached = false;

  constructor(private readonly options: FaultOptions) {}

  /** True as soon as the operation that should fail has failed. */
  get happened(): boolean {
    return this.reached;
  }

  async perform<T>(kind: 'write' | 'read', operation: () => Promise<T>): Promise<T> {
    const { at, when, of, kind: lasting = 'crash' } = this.options;
    if (this.reached && lasting === 'crash') throw this.fault();
    const counts = of === 'all' || kind === 'write';
    if (counts) this.count += 1;
    if (!counts || this.count !== at) return operation();
    this.reached = true;
    if (when === 'after') await operation();
    throw this.fault();
  }

  private fault(): Error {
    return (
      this.options.error?.() ?? new InjectedFault(`operation ${this.options.at} fails, as the test asks`)
    );
  }
}

/**
 * A Store whose n-th operation fails.
 *
 * ```ts
 * const plan = new FaultPlan({ at: 3, when: 'before', of: 'writes' });
 * const stores = { output: failing(output, plan), state: failing(state, plan) };
 * ```
 */
export function failing(store: Store, fault: FaultPlan | FaultOptions): Store {
  return new FailingStore(store, fault instanceof FaultPlan ? fault : new FaultPlan(fault));
}

class FailingStore extends DecoratedStore {
  constructor(
    store: Store,
    private readonly plan: FaultPlan,
  ) {
    super(store);
  }

  override async *list(prefix?: string, range?: KeyRange): AsyncIterable<Listed> {
    const listed: Listed[] = [];
    await this.plan.perform('read', async () => {
      for await (const one of super.list(prefix, range)) listed.push(one);
    });
    yield* listed;
  }

  override read(key: string): Promise<Stored | undefined> {
    return this.plan.perform('read', () => super.read(key));
  }

  override hash(key: string): Promise<Hashed | undefined> {
    return this.plan.perform('read', () => super.hash(key));
  }

  override stat(key: string): Promise<ObjectStat | undefined> {
    return this.plan.perform('read', () => super.stat(key));
  }

  override get append(): Store['append'] {
    const append = super.append;
    return append && ((...args) => this.plan.perform('write', () => append(...args)));
  }

  override create(key: string, bytes: Uint8Array): Promise<boolean> {
    return this.plan.perform('write', () => super.create(key, bytes));
  }

  override replace(key: string, bytes: Uint8Array, version: string): Promise<boolean> {
    return this.plan.perform('write', () => super.replace(key, bytes, version));
  }

  override writeLarge(key: string, content: LargeContent, version?: string): Promise<boolean> {
    return this.plan.perform('write', () => super.writeLarge(key, content, version));
  }

  override remove(key: string, version?: string): Promise<boolean> {
    return this.plan.perform('write', () => super.remove(key, version));
  }
}
