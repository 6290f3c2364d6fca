// The steps of an unsharp mask between its blurs, which are computed with 16 bits for images of both depths.

/** Samples of 8 bits become those of 16 that stand for the same levels. */
export function widen(source: usize, target: usize, count: i32): void {
  for (let i = 0; i < count; i++) store<u16>(target + 2 * i, <u16>(<u32>load<u8>(source + i) * 257));
}

/** 65,535 where a sample differs by more than `threshold` units from its blurred one, else 0. */
export function markResiduals(samples: usize, blurred: usize, target: usize, count: i32, threshold: f64): void {
  for (let i = 0; i < 2 * count; i += 2) {
    const residual = <f64>(<i32>load<u16>(samples + i) - <i32>load<u16>(blurred + i));
    store<u16>(target + i, abs(residual) > threshold ? 65535 : 0);
  }
}

/**
 * x becomes x + m · (clip(x + amount · (x − blurred)) − x), with m of 0–1 from `mask`, rounded. `blurred` and `mask` have 16 bits,
 * source and target `depth`.
 */
export function sharpenMasked(
  source: usize, blurred: usize, mask: usize, target: usize, count: i32, amount: f64, depth: i32,
): void {
  for (let i = 0; i < count; i++) {
    const x = depth == 8 ? <f64>(<u32>load<u8>(source + i) * 257) : <f64>load<u16>(source + 2 * i);
    const residual = x - <f64>load<u16>(blurred + 2 * i);
    const sharp = max(0.0, min(65535.0, x + amount * residual));
    const made = x + (sharp - x) * (<f64>load<u16>(mask + 2 * i) / 65535.0);
    if (depth == 8) store<u8>(target + i, <u8>floor(made / 257.0 + 0.5));
    else store<u16>(target + 2 * i, <u16>floor(made + 0.5));
  }
}
