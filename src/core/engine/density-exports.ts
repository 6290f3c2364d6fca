/** Kernels of optical densities, kernels/density.ts. */
export interface DensityKernels {
  mapDensities(
    source: number,
    target: number,
    pixels: number,
    depth: number,
    densities: number,
    dark: number,
    light: number,
    threshold: number,
  ): void;
}
