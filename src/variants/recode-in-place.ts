import { recode } from '../codecs/recode.js';
import type { Raster } from '../core/engine/raster.js';
import type { RecodeOperation } from '../core/plan/operations.js';

/** The encoder's round trip that the engine calls for ImageCompression. */
export function recodeInPlace(raster: Raster, operation: RecodeOperation): Raster {
  recode(raster, operation);
  return raster;
}
