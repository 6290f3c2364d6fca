import { KeyError } from '../../core/errors.js';
import { byteLength, checkKey, MAX_KEY_BYTES } from '../../core/keys.js';

/**
 * Translates between our keys and the names of objects in the bucket. Keys are NFC. Objects that other programs
 * uploaded may have names in another Unicode form, as on macOS; they are found by the names seen in listings and
 * events.
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
   * @throws KeyError if no key can name it
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
   * The most likely name of an object that is not found under its own key. The process that reads may not be the one
   * that listed, and so may not have seen the name.
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

/** Finds in one listing the names that differ in their Unicode form only: one object would hide the other. */
export class ListedForms {
  private readonly seen = new Set<string>();

  /** Whether the listing had this key before. */
  isSecond(key: string): boolean {
    // ASCII names have one form only. Remembering all names of a bucket would fill the memory.
    if (!/[^\0-\x7f]/.test(key)) return false;
    if (this.seen.has(key)) return true;
    this.seen.add(key);
    return false;
  }
}

/** The common beginning of all names whose keys begin with the prefix, in any Unicode form. */
export function plainBeginning(prefix: string): string {
  return /^[\0-\x7f]*/.exec(prefix)![0];
}
