import { ConflictError, KeyError } from '../../core/errors.js';
import { byteLength, checkKey, MAX_KEY_BYTES } from '../../core/keys.js';

/**
 * Our keys and the names that objects have in the bucket. Keys are NFC; objects that others uploaded may be named in
 * another Unicode form, as macOS has them, and are then found by what was seen of them.
 */
export class S3Keys {
  private readonly rawOf = new Map<string, string>();

  constructor(
    private readonly location: string,
    private readonly prefix: string,
  ) {}

  /**
   * Notes how an object is named in the bucket.
   * @param raw what follows the prefix
   * @returns the key
   * @throws KeyError where no key can name it
   */
  remember(raw: string): string {
    const key = checkKey(raw);
    if (key !== raw) this.rawOf.set(key, raw);
    return key;
  }

  /** The whole name in the bucket. */
  objectKey(key: string): string {
    const checked = checkKey(key);
    return this.whole(this.rawOf.get(checked) ?? checked);
  }

  /**
   * The name that the object most likely has if it is not found under its own: who lists and who reads may be two
   * processes, and only the first has seen the names.
   */
  otherForm(key: string): { readonly raw: string; readonly objectKey: string } | undefined {
    const checked = checkKey(key);
    const raw = checked.normalize('NFD');
    const isPossible =
      raw !== checked && !this.rawOf.has(checked) && byteLength(this.prefix + raw) <= MAX_KEY_BYTES;
    return isPossible ? { raw, objectKey: this.prefix + raw } : undefined;
  }

  private whole(raw: string): string {
    const objectKey = this.prefix + raw;
    if (byteLength(objectKey) <= MAX_KEY_BYTES) return objectKey;
    throw new KeyError(
      `${this.location}/${raw}: the key is longer than the ${MAX_KEY_BYTES} bytes that S3 allows; shorten the prefix or the names`,
    );
  }
}

/** Watches one listing for objects whose names differ in their Unicode form only, of which one would hide the other. */
export class TwiceListed {
  private readonly seen = new Set<string>();

  constructor(private readonly location: string) {}

  /** @throws ConflictError at the second of two */
  check(key: string): void {
    // Names of ASCII alone have one form; to remember all of a bucket's would fill the memory.
    if (!/[^\0-\x7f]/.test(key)) return;
    if (this.seen.has(key)) {
      throw new ConflictError(
        `${this.location}: two objects have the key ${key}, in two Unicode forms; rename or remove one`,
      );
    }
    this.seen.add(key);
  }
}

/** What all names of objects begin with whose keys begin with the prefix, whatever their Unicode form. */
export function plainBeginning(prefix: string): string {
  return /^[\0-\x7f]*/.exec(prefix)![0];
}
