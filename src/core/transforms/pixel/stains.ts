/** The optical densities of red, green and blue that a unit of hematoxylin, and one of eosin, adds. */
export type Stains = readonly [hematoxylin: Densities, eosin: Densities];
type Densities = readonly [red: number, green: number, blue: number];

/**
 * ruifrok: A. C. Ruifrok and D. A. Johnston, Quantification of histochemical staining by color deconvolution (2001).
 * macenko: M. Macenko et al., A method for normalizing histology slides for quantitative analysis (2009). The others are
 * those of Albumentations.
 */
export const STAINS = {
  ruifrok: [
    [0.644211, 0.716556, 0.266844],
    [0.092789, 0.954111, 0.283111],
  ],
  macenko: [
    [0.5626, 0.7201, 0.4062],
    [0.2159, 0.8012, 0.5581],
  ],
  standard: [
    [0.65, 0.7, 0.29],
    [0.07, 0.99, 0.11],
  ],
  high_contrast: [
    [0.55, 0.88, 0.11],
    [0.12, 0.86, 0.49],
  ],
  h_heavy: [
    [0.75, 0.61, 0.32],
    [0.04, 0.93, 0.36],
  ],
  e_heavy: [
    [0.6, 0.75, 0.28],
    [0.17, 0.95, 0.25],
  ],
  dark: [
    [0.78, 0.55, 0.28],
    [0.09, 0.97, 0.21],
  ],
  light: [
    [0.57, 0.71, 0.38],
    [0.15, 0.89, 0.42],
  ],
} as const satisfies Readonly<Record<string, Stains>>;
export type StainName = keyof typeof STAINS;
