/**
 * Decoded pixels: interleaved samples, rows from the top, without padding between them. Alpha has an array of its own,
 * so that colour kernels never read it.
 */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 3: red, green, blue. 1: grey. */
  readonly channels: 1 | 3;
  /** Bits a sample. The engine works on 8 bits; docs/operations.md defines the meaning of Plans for 16 bits. */
  readonly depth: 8;
  /** `width · height · channels` samples. */
  readonly data: Uint8Array;
  /** `width · height` samples, 255 opaque. Absent: opaque everywhere. Not premultiplied. */
  readonly alpha?: Uint8Array | undefined;
}
