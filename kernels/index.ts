// The inner loops. Raw pointers into one linear memory; whoever calls allocates. Integers and IEEE single and double
// precision without fused multiply-add only, so that every machine gives the same bytes.
//
// Loops that matter test at their end: V8 lifts constants and whatever else does not change out of a loop only if no
// way through it misses them, as a test at its head is. That alone takes a tenth to a fifth off them.
export { copyRows, mirrorRows, transposeRows } from './orient';
export { windowRows } from './window';
export { fillOutside, sampleChain } from './chain';
export { warpEdge, warpInterior, warpNearest } from './warp';
export { resampleArea, resampleNearest } from './resample';
export * from './table';
export * from './matrix';
export * from './statistics';
export * from './hsv';
export * from './convolve';
export * from './noise';

/** Where memory that the caller may use begins. */
export function heapBase(): usize {
  return __heap_base;
}
