import type { ConvolveKernels } from './convolve-exports.js';
import type { PixelKernels16 } from './exports16.js';
import type { FillKernels } from './fill-exports.js';
import type { MixKernels } from './mix-exports.js';
import type { LayerKernels, PaintKernels } from './layer-exports.js';
import type { DensityKernels } from './density-exports.js';
import type { NoiseKernels } from './noise-exports.js';
import type { SlicKernels } from './pixels/slic.js';
import type { SpectrumKernels } from './match/exports.js';
import type { AdaptiveKernels } from './pixels/adaptive/exports.js';
import type { PlaceKernels } from './place-exports.js';
import type { RankKernels } from './rank-exports.js';
import type { WarpKernels } from './warp-exports.js';

/** The exports of kernels/index.ts. Pointers are byte offsets into `memory`; sizes are in pixels unless noted. */
export interface KernelExports
  extends
    GeometryKernels,
    WarpKernels,
    PixelKernels,
    PixelKernels16,
    ConvolveKernels,
    FillKernels,
    AdaptiveKernels,
    MixKernels,
    RankKernels,
    LayerKernels,
    PaintKernels,
    NoiseKernels,
    PlaceKernels,
    DensityKernels,
    SpectrumKernels,
    SlicKernels,
    HashKernels,
    FileKernels {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
}

/** The hash of a raster's pixels, defined in docs/reproducibility.md: begin, all samples, all alpha samples, both halves. */
export interface HashKernels {
  hashBegin(width: number, height: number, channels: number, alpha: number, depth: number): void;
  hashSamples(samples: number, bytes: number): void;
  hashFirst(): bigint;
  hashSecond(): bigint;
}

/** What codecs need. */
export interface FileKernels {
  /** A row of a PNG in all five filters, `stride` bytes apart; returns the one that probably compresses best. */
  filterRow(row: number, above: number, bytes: number, step: number, target: number, stride: number): number;
}

export interface GeometryKernels {
  /** Strides in bytes; a negative one walks upwards from a pointer to the last row. */
  copyRows(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    bytes: number,
    height: number,
  ): void;
  mirrorRows(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    width: number,
    height: number,
    bytesPerPixel: number,
  ): void;
  transposeRows(
    source: number,
    sourceStride: number,
    target: number,
    targetStride: number,
    width: number,
    height: number,
    bytesPerPixel: number,
  ): void;
  windowRows(
    source: number,
    sourceStride: number,
    width: number,
    height: number,
    target: number,
    targetWidth: number,
    targetHeight: number,
    left: number,
    top: number,
    border: number,
    fill: number,
    row: number,
    bytesPerPixel: number,
  ): void;
  latticeRow(
    knots: number,
    columns: number,
    weight0: number,
    weight1: number,
    weight2: number,
    weight3: number,
    step: number,
    degree: number,
    target: number,
    width: number,
    sums: number,
    places: number,
  ): void;
  findPlaces(columns: number, step: number, width: number, target: number): void;
  remapRow(
    source: number,
    stride: number,
    width: number,
    height: number,
    channels: number,
    depth: number,
    row: number,
    y: number,
    dx: number,
    dy: number,
    stage: number,
    pixel: number,
    interpolation: number,
  ): void;
  resampleArea(
    source: number,
    stride: number,
    target: number,
    width: number,
    height: number,
    channels: number,
    columns: number,
    columnTaps: number,
    rows: number,
    rowTaps: number,
    sums: number,
    sumsLength: number,
  ): void;
  resampleArea16: GeometryKernels['resampleArea'];
  resampleSigned: GeometryKernels['resampleArea'];
  resampleNearest(
    source: number,
    stride: number,
    target: number,
    width: number,
    height: number,
    bytesPerPixel: number,
    columns: number,
    rows: number,
  ): void;
}

/** `count` is in samples. Seeds are two 32-bit words. The comments in kernels/ describe each function, and what it writes beyond its samples. */
export interface PixelKernels {
  tableBits(source: number, target: number, count: number, bits: number): void;
  tableLine(source: number, target: number, count: number, lines: number): void;
  tableLookup(
    source: number,
    target: number,
    count: number,
    tables: number,
    areEqual: boolean,
    scratch: number,
  ): void;
  colourMatrix(source: number, target: number, pixels: number, rows: number, bias: number): void;
  /** `picks`: places of fifteen samples, and the levels in place of those that have none. */
  pickChannels(source: number, target: number, pixels: number, picks: number): void;
  colourMatrixFixed(source: number, target: number, pixels: number, rows: number, bits: number): void;
  greyMatrixFixed(source: number, target: number, pixels: number, row: number, bits: number): void;
  lightnessGrey(source: number, target: number, pixels: number, tables: number): void;
  middleGrey(source: number, target: number, pixels: number): void;
  sumOfSamples(samples: number, count: number): number;
  sumOfLuma(samples: number, pixels: number): number;
  shiftHsv(
    source: number,
    target: number,
    pixels: number,
    hue: number,
    saturation: number,
    value: number,
  ): void;
  scaleHsv(
    source: number,
    target: number,
    pixels: number,
    hue: number,
    saturation: number,
    value: number,
    saturationFactor: number,
    valueFactor: number,
  ): void;
  markResiduals(
    samples: number,
    blurred: number,
    target: number,
    count: number,
    threshold: number,
    depth: number,
  ): void;
  sharpenMasked(
    source: number,
    blurred: number,
    mask: number,
    target: number,
    count: number,
    amount: number,
    depth: number,
  ): void;
  uniformRow(
    target: number,
    count: number,
    row: number,
    seed0: number,
    seed1: number,
    firstBlock: number,
  ): void;
  gaussianRow(
    target: number,
    count: number,
    row: number,
    seed0: number,
    seed1: number,
    linear: number,
    cubic: number,
    offset: number,
  ): void;
  addGaussianRows(
    source: number,
    target: number,
    count: number,
    height: number,
    seed0: number,
    seed1: number,
    linear: number,
    cubic: number,
    offset: number,
    bits: number,
  ): void;
  addNoise(source: number, target: number, noise: number, count: number, bits: number): void;
  tripleNoise(source: number, target: number, count: number): void;
  enlargeNoise(
    above: number,
    below: number,
    weight: number,
    target: number,
    width: number,
    channels: number,
    columns: number,
  ): void;
}
