import { DecoratedStore } from './decorated-store.js';
import type { Store } from './store.js';

/**
 * A Store in which nothing can be written, removed or tidied: for inputs, and for dry runs. A call that tries is a
 * defect of the program, and throws.
 */
export function readOnly(store: Store): Store {
  return new ReadOnlyStore(store);
}

class ReadOnlyStore extends DecoratedStore {
  override get append(): undefined {
    return undefined;
  }

  override create(key: string): Promise<boolean> {
    return this.refuse(key);
  }

  override replace(key: string): Promise<boolean> {
    return this.refuse(key);
  }

  override writeLarge(key: string): Promise<boolean> {
    return this.refuse(key);
  }

  override remove(key: string): Promise<boolean> {
    return this.refuse(key);
  }

  override tidy(): Promise<void> {
    return this.refuse('temporary files');
  }

  private refuse(what: string): Promise<never> {
    return Promise.reject(
      new Error(`${this.location} is open for reading only, so ${what} cannot be changed`),
    );
  }
}
