// The inner loops. Raw pointers into one linear memory; whoever calls allocates. Integers and IEEE single and double
// precision without fused multiply-add only, so that every machine gives the same bytes.
export * from './orient';

/** Where memory that the caller may use begins. */
export function heapBase(): usize {
  return __heap_base;
}
