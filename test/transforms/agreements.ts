/** How near a result has to come to its reference. */

/** How far levels may differ: the mean over all samples, and the most. */
export const AGREEMENTS = {
  exact: { mean: 0, most: 0 },
  // OpenCV's warps work in single precision, ours in 1/128 of a pixel.
  linear: { mean: 0.1, most: 1 },
  cubic: { mean: 0.1, most: 4 },
  // OpenCV's Lanczos works in 1/32 of a pixel.
  lanczos: { mean: 0.25, most: 5 },
  nearest: { mean: 0.01, most: 255 },
  // OpenCV's resizes work in 1/2048 of a weight.
  resize: { mean: 0.15, most: 1 },
  // Two of them, each rounded.
  resizes: { mean: 0.3, most: 2 },
  // The label map lies at pixel centres, without the rounding of linear_exact.
  centres: { mean: 0, most: 0 },
  area: { mean: 0.02, most: 1 },
  // torchvision rounds the weights of 8-bit images.
  torch: { mean: 0.1, most: 1 },
  blur: { mean: 0.01, most: 1 },
  // Upstream's blurred image is not rounded to levels before it is compared with the threshold.
  unsharp: { mean: 0.3, most: 9 },
  // OpenCV takes the even level where a sum lies half way between two.
  halves: { mean: 0.17, most: 1 },
  // OpenCV rounds the luma before it is mixed in, and the weights of a colour matrix to 1/1024.
  weighted: { mean: 0.12, most: 1 },
  // Conversions to 8-bit HSV and back.
  hsv: { mean: 0.16, most: 2 },
  // torchvision rounds the luma, and what it mixes with it, down.
  luma: { mean: 0.3, most: 1 },
  // Pillow rounds the luma and the mean, and what it mixes with them, down; it leaves the outermost pixels as they are.
  pillow: { mean: 0.5, most: 1 },
  smooth: { mean: 0.9, most: 65 },
  // Upstream cuts darkened levels off.
  outlines: { mean: 0.2, most: 1 },
  // Conversions to 8-bit HLS and back.
  lightness: { mean: 0.4, most: 5 },
  // Upstream rounds after each ring of the glow, and lets colours part at edges.
  glow: { mean: 0.6, most: 8 },
  // Upstream cuts levels off.
  truncated: { mean: 0.6, most: 1 },
  // torchvision computes HSV in single precision; ours has 8 bits, and hues in steps of 2°.
  hue: { mean: 0.75, most: 6 },
  // The same tables; another build of the encoder.
  jpeg: { mean: 0.1, most: 4 },
} as const;

export type Agreement = keyof typeof AGREEMENTS;

/** Share of a mask's pixels that may differ: those whose centre comes to lie on, or very near, a pixel's edge. */
const MASK_SHARES: Partial<Record<Agreement, number>> = {
  linear: 0.01,
  cubic: 0.01,
  lanczos: 0.01,
  nearest: 0.01,
  resize: 0.011,
  area: 0.02,
  centres: 0.011,
  torch: 0.011,
};

/** How far an image and its label map are from the reference. */
export interface Distance {
  /** In levels: over all samples, and the most. */
  readonly mean: number;
  readonly most: number;
  /** The share of the pixels of the label map that differ. */
  readonly mask: number;
}

export function allowedFor(agreement: Agreement): Distance {
  const { mean, most } = AGREEMENTS[agreement];
  return { mean, most, mask: MASK_SHARES[agreement] ?? 0 };
}

export function farthest(distances: readonly Distance[]): Distance {
  const most = (name: keyof Distance) => distances.reduce((far, one) => Math.max(far, one[name]), 0);
  return { mean: most('mean'), most: most('most'), mask: most('mask') };
}
