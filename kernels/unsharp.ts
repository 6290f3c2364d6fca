// The steps of an unsharp mask between and after its blurs. Samples, blurred ones and masks have the same depth.

/** The greatest sample where a sample differs by more than `threshold` units from its blurred one, else 0. */
export function markResiduals(samples: usize, blurred: usize, target: usize, count: i32, threshold: i32, depth: i32): void {
  if (depth == 8) mark<u8>(samples, blurred, target, count, threshold);
  else mark<u16>(samples, blurred, target, count, threshold);
}

@inline
function mark<T>(samples: usize, blurred: usize, target: usize, count: i32, threshold: i32): void {
  const least = sizeof<T>() == 1 ? i8x16.splat(<i8>threshold) : i16x8.splat(<i16>threshold);
  const end = <usize>count * sizeof<T>();
  for (let i: usize = 0; i < end; i += 16) {
    const a = v128.load(samples + i);
    const b = v128.load(blurred + i);
    const residual = v128.or(v128.sub_sat<T>(a, b), v128.sub_sat<T>(b, a));
    v128.store(target + i, v128.not(v128.eq<T>(v128.max<T>(residual, least), least)));
  }
}

/** x becomes x + m · (clip(x + amount · (x − blurred)) − x), with m of 0–1 from `mask`, rounded. */
export function sharpenMasked(
  source: usize, blurred: usize, mask: usize, target: usize, count: i32, amount: f32, depth: i32,
): void {
  if (depth == 8) sharpen<u8>(source, blurred, mask, target, count, amount, 255);
  else sharpen<u16>(source, blurred, mask, target, count, amount, 65535);
}

@inline
function sharpen<T>(
  source: usize, blurred: usize, mask: usize, target: usize, count: i32, amount: f32, white: f32,
): void {
  const part: f32 = 1 / white;
  for (const end = source + <usize>count * sizeof<T>(); source < end; ) {
    const opacity = load<T>(mask);
    const own = load<T>(source);
    if (opacity == 0) store<T>(target, own);
    else {
      const x = <f32>own;
      const sharp = max<f32>(0, min<f32>(white, x + amount * (x - <f32>load<T>(blurred))));
      store<T>(target, <T>(x + (sharp - x) * (<f32>opacity * part) + 0.5));
    }
    source += sizeof<T>();
    blurred += sizeof<T>();
    mask += sizeof<T>();
    target += sizeof<T>();
  }
}
