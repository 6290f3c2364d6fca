/** The same memory, as native codecs want it. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @param latin1 one character a byte */
export function hasAt(bytes: Uint8Array, offset: number, latin1: string): boolean {
  return asBuffer(bytes).toString('latin1', offset, offset + latin1.length) === latin1;
}
