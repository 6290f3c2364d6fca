/** memory.copy is a call, which takes as long as copying some hundred bytes here; beyond these many it is faster. */
const LONG: i32 = 4096;

/** Copies exactly so many bytes from one block to another. The last vector may lie over the one before. */
export function copyBytes(source: usize, target: usize, bytes: i32): void {
  if (bytes >= LONG) {
    memory.copy(target, source, bytes);
    return;
  }
  const end = target + bytes;
  if (bytes < 16) {
    for (; target < end; target++, source++) store<u8>(target, load<u8>(source));
    return;
  }
  const last = v128.load(source + bytes - 16);
  for (; target + 64 <= end; target += 64, source += 64) {
    v128.store(target, v128.load(source));
    v128.store(target, v128.load(source, 16), 16);
    v128.store(target, v128.load(source, 32), 32);
    v128.store(target, v128.load(source, 48), 48);
  }
  for (; target + 16 < end; target += 16, source += 16) v128.store(target, v128.load(source));
  v128.store(end - 16, last);
}
