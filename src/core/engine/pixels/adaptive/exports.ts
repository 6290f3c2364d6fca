/** The kernels of `adaptive`. The comments in kernels/ describe each function. Those that end in 16 take samples of 16 bits. */
export interface AdaptiveKernels {
  countSamples(samples: number, count: number, tables: number): void;
  countSamples16(samples: number, count: number, channels: number, tables: number): void;
  countTile(
    samples: number,
    rows: number,
    height: number,
    columns: number,
    width: number,
    tables: number,
  ): void;
  countTile16: AdaptiveKernels['countTile'];
  countLightness16(
    samples: number,
    rows: number,
    height: number,
    columns: number,
    width: number,
    table: number,
    light: number,
  ): void;
  countLuma(samples: number, pixels: number, tables: number): void;
  countLuma16: AdaptiveKernels['countLuma'];
  tableLuma(source: number, target: number, pixels: number, table: number): void;
  tableLuma16: AdaptiveKernels['tableLuma'];
  toLab(source: number, target: number, pixels: number, tables: number): void;
  colourMoments(samples: number, pixels: number, sums: number): void;
  colourMoments16: AdaptiveKernels['colourMoments'];
  equalizeTile(counts: number, limit: number, scale: number, target: number): void;
  packCells(tables: number, columns: number, rows: number, target: number): void;
  packCells16: AdaptiveKernels['packCells'];
  rangeOfSums(samples: number, pixels: number, weights: number): void;
  rangeOfSums16: AdaptiveKernels['rangeOfSums'];
  claheLabRow(
    row: number,
    width: number,
    cells: number,
    columns: number,
    below: number,
    tables: number,
  ): void;
  claheLabRow16(
    source: number,
    target: number,
    width: number,
    cells: number,
    columns: number,
    below: number,
    light: number,
  ): void;
  claheGreyRow(
    source: number,
    target: number,
    width: number,
    cells: number,
    columns: number,
    below: number,
  ): void;
  claheGreyRow16: AdaptiveKernels['claheGreyRow'];
}
