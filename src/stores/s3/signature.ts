import { sha256 } from '../sha256.js';

/** The user metadata of every object that this program writes; in HTTP, `x-amz-meta-augment-on-demand`. */
export const SIGNATURE_NAME = 'augment-on-demand';

/** Digits of the key's hash: enough to distinguish keys; it is not a secret. */
const BINDING_LENGTH = 16;

/**
 * `<SHA-256 of the content>.<the first 16 digits of the SHA-256 of the object's whole key>`. The key is included
 * because copying an object copies its metadata: a copy under another key is not ours.
 */
export function sign(objectKey: string, contentSha256: string): string {
  return `${contentSha256}.${bindingOf(objectKey)}`;
}

/** @returns the SHA-256 of the content, if the metadata of the object with this whole key hold our signature */
export function signedHash(
  objectKey: string,
  metadata: Readonly<Record<string, string>> | undefined,
): string | undefined {
  const [, content, binding] =
    /^([0-9a-f]{64})\.([0-9a-f]{16})$/.exec(metadata?.[SIGNATURE_NAME] ?? '') ?? [];
  return binding === bindingOf(objectKey) ? content : undefined;
}

function bindingOf(objectKey: string): string {
  return sha256(objectKey).slice(0, BINDING_LENGTH);
}
