/**
 * Pixels. Interleaved samples, rows from the top, without padding between them.
 * Alpha is a plane of its own, so that colour kernels never meet it.
 */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 3: red, green, blue. 1: grey. */
  readonly channels: 1 | 3;
  /** Bits a sample. 16 is to come; everything that reads `data` must look here. */
  readonly depth: 8;
  /** `width · height · channels` samples. */
  readonly data: Uint8Array;
  /** `width · height` samples, 255 opaque. Absent: opaque everywhere. Not premultiplied. */
  readonly alpha?: Uint8Array | undefined;
}
