import type { ImageInfo } from '../codecs/inspect.js';
import { MemoryError } from '../core/errors.js';
import { compile } from '../core/engine/compile.js';
import { blockCapacity } from '../core/engine/memory.js';
import { worksInPlace } from '../core/engine/pixels/index.js';
import type {
  CompiledComposite,
  CompiledMatch,
  MixPass,
  Pass,
  PointPass,
  Program,
} from '../core/engine/program.js';
import type { Frame } from '../core/geometry/types.js';
import { mixedSources, planOperations } from '../core/plan/plan.js';
import type { MixedSource } from '../core/plan/operations.js';
import type { Plan } from '../core/plan/plan.js';
import type { Pool } from '../core/recipe/index.js';
import { MOST_HELD } from './byte-budget.js';

/** Node, this program and its libraries, in bytes. Measured: 90 to 140 MB. */
const BASE = 160 * 2 ** 20;

/** Bytes that the engine's memory can have. */
const ADDRESSES = 2 ** 32;

/**
 * What codecs take besides the raster, in bytes a pixel. libjpeg holds all coefficients of a progressive file; encoding JPEG
 * needs rows alone. libwebp keeps copies of the image. All others are read by libvips, which gives the samples in a buffer of
 * their own, and takes colours and alpha joined.
 */
const CODECS: Readonly<Record<string, { readonly decode: number; readonly encode: number }>> = {
  jpeg: { decode: 6, encode: 0.5 },
  bmp: { decode: 0, encode: 0 },
  webp: { decode: 4, encode: 8 },
};

/** In bytes a pixel; an image of 16 bits takes as much, whatever its codec is. */
const MOST_DECODING = 8;

/** In bytes a pixel: sums, weights and shapes of a layer of which each pixel has its own weight. */
const WEIGHTS = 11;

/** In bytes a pixel: its colour and its distance, also as they are handed over, and its superpixel twice. */
const SEGMENTS = 72;

/** Of each frequency down, in bytes a sample of a row: its sines and cosines, and both again by columns. */
const FREQUENCY = 16;

/** A file to decode, the Plans of its variants, and how they are encoded. */
export interface Work {
  readonly info: ImageInfo;
  /** Size of the file in bytes. */
  readonly size: number;
  readonly plans: readonly Plan[];
  /** The name of the codec that encodes the variants. */
  readonly format: string;
  /** Has what the Plans mix in. */
  readonly pool?: Pool;
}

/**
 * An upper bound of the memory that decoding an image and making its variants takes at any time, in bytes: the decoded
 * image, two rasters between the passes of a Program, what codecs need, and the files.
 * @throws MemoryError if no machine has enough: the engine's memory has addresses of 32 bits
 */
export function peakOf({ info, size, plans, format, pool }: Work): number {
  const decoded = rasterOf(info.stored, info);
  const upright = compile([{ kind: 'orient', to: info.orientation }], info.stored);
  const programs = plans.map((plan) => compile(planOperations(plan), plan.frame));
  const run = info.orientation === 'identity' ? programs : [upright, ...programs];
  const stages = largestOf(run.map((program) => stagesOf(program, info, pool)));
  const others = largestOf(plans.map((plan) => othersOf(plan, pool)));
  requireAddresses(info, decoded + others + stages);
  const largest = largestOf(programs.map(({ output }) => pixelsOf(output)));
  const codecs = Math.max(
    codecWork(info.codec.name, 'decode', info) * pixelsOf(info.stored),
    codecWork(format, 'encode', info) * largest + fileOf(largest, size, info),
  );
  return BASE + size + decoded + others + stages + codecs + Math.min(MOST_HELD, size * plans.length);
}

function requireAddresses({ name, frame }: ImageInfo, rasters: number): void {
  if (rasters <= ADDRESSES) return;
  throw new MemoryError(
    `${name}: ${frame.width} × ${frame.height} pixels take ${megabytes(rasters)} at once with this recipe, and the engine has at most ${megabytes(ADDRESSES)}; ` +
      'lower `limits: {pixels: …}` in the recipe, make the image smaller, or split it',
    rasters,
  );
}

/** @throws MemoryError that says what to change, if the work takes more bytes than there are */
export function requireMemory({ name, frame }: ImageInfo, peak: number, memory: number): void {
  if (peak <= memory) return;
  throw new MemoryError(
    `${name}: ${frame.width} × ${frame.height} pixels need ${megabytes(peak)} of memory with this recipe, and one image may take ${megabytes(memory)}; ` +
      'lower `limits: {pixels: …}` in the recipe, make the image smaller, or give the program more memory',
    peak,
  );
}

function codecWork(name: string, direction: 'decode' | 'encode', info: ImageInfo): number {
  const known = CODECS[name];
  if (known) return known[direction];
  const samples = info.channels * (info.planes ?? 1) + Number(info.hasAlpha);
  const isDeep = info.bits > 8;
  // A format of 8 bits is given a copy of an image of 16 bits.
  if (direction === 'encode') return (info.hasAlpha || isDeep ? samples : 0) * (isDeep ? 2 : 1);
  return samples * (isDeep ? 2 : 1);
}

/** An encoded variant and the buffer that it grows in: about as many bytes a pixel as the Source has. */
function fileOf(pixels: number, size: number, { stored, planes = 0, depth = 8 }: ImageInfo): number {
  return 2 * Math.min(size / pixelsOf(stored), (Math.max(4, planes + 1) * depth) / 8) * pixels;
}

type Samples = Pick<ImageInfo, 'channels' | 'planes' | 'hasAlpha' | 'depth'>;

/** The rasters before and after a pass, beside the decoded image. Planes go through the passes one at a time, and into the result. */
function stagesOf(program: Program, info: Samples, pool: Pool | undefined): number {
  if (info.planes === undefined) return stagesOfPasses(program, info, pool);
  return rasterOf(program.output, info) + stagesOfPasses(program, { ...info, planes: undefined }, pool);
}

function stagesOfPasses({ source, passes }: Program, samples: Samples, pool: Pool | undefined): number {
  let peak = rasterOf(source, samples);
  let current: Frame | undefined;
  for (const pass of passes) {
    const frame = current ?? source;
    const next = pass.kind === 'point' ? frame : pass.output;
    const changed = current && pass.kind === 'point' && isInPlace(pass) ? undefined : next;
    const rasters = [current, changed].map((one) => (one ? rasterOf(one, samples) : 0));
    peak = Math.max(
      peak,
      rasters.reduce((sum, raster) => sum + raster, besideOf(pass, frame, samples, pool)),
    );
    current = next;
  }
  return peak;
}

/** What a pass takes besides the rasters before and after it. */
function besideOf(pass: Pass, frame: Frame, samples: Samples, pool: Pool | undefined): number {
  if (pass.kind === 'mix') return largestOf(layersOf(pass, samples, pool));
  if (pass.kind !== 'point') return 0;
  switch (pass.operation.kind) {
    case 'coarsen':
      return rasterOf(pass.operation, samples);
    case 'superpixels':
      return rasterOf(pass.operation, samples) + SEGMENTS * pixelsOf(pass.operation);
    case 'composite':
      return compositeOf(pass.operation, frame, samples);
    case 'fringe':
    case 'scatter':
      return rasterOf(frame, samples);
    case 'within':
      return 2 * rasterOf(frame, samples);
    case 'match':
      return matchOf(pass.operation, samples, pool);
    default:
      return 0;
  }
}

/** Each layer as it is made, as it becomes what the image is, and the weights of its pixels with what they come from. */
function layersOf({ operation, programs }: MixPass, info: Samples, pool: Pool | undefined): number[] {
  return programs.map((program, index) => {
    const { source, cut } = operation.layers[index]!;
    const made = source && pool ? samplesOf(pool, source) : info;
    return (
      stagesOfPasses(program, made, pool) +
      rasterOf(program.output, info) +
      (cut || made.hasAlpha ? WEIGHTS * pixelsOf(program.output) : 0)
    );
  });
}

/** The other image as it is made and as it becomes what the image is, and sums of frequencies. */
function matchOf({ operation, program }: CompiledMatch, info: Samples, pool: Pool | undefined): number {
  const made = pool ? samplesOf(pool, operation.source) : info;
  const frequencies = operation.form === 'spectrum' ? largestOf(operation.rows.map(Math.abs)) + 4 : 0;
  return (
    stagesOfPasses(program, made, pool) +
    rasterOf(program.output, info) +
    FREQUENCY * frequencies * program.output.width * info.channels
  );
}

/** The other images of a Plan, their files, and what decoding the largest of them takes besides. */
function othersOf(plan: Plan, pool: Pool | undefined): number {
  if (!pool) return 0;
  const sources = mixedSources(plan);
  const held = sources.map(
    (source) => rasterOf(source.frame, samplesOf(pool, source)) + pool.entryOf(source).size,
  );
  const decoding = largestOf(sources.map(({ frame }) => MOST_DECODING * pixelsOf(frame)));
  return held.reduce((sum, one) => sum + one, decoding);
}

function samplesOf(pool: Pool, source: MixedSource): Samples {
  const { channels, depth, alpha } = pool.entryOf(source);
  return { channels, depth, hasAlpha: alpha };
}

function isInPlace({ operation }: PointPass): boolean {
  return operation.kind === 'recode' || (operation.kind !== 'within' && worksInPlace(operation));
}

/** Bytes a pixel from which a mask is painted: at most fields of singles, each with a quarter of the numbers of the one before, and their room. */
const PAINTING = 6;
/** A sum takes twice what a sample takes. */
const SUMS = 2;

/** The mask of a composite, or its sums and one branch. */
function compositeOf(
  { operation, mask, branches }: CompiledComposite,
  frame: Frame,
  samples: Samples,
): number {
  const grey: Samples = { ...samples, channels: 1, hasAlpha: false };
  const painting = 'mask' in operation ? PAINTING * pixelsOf(frame) : 0;
  const masked = mask ? stagesOfPasses(mask, grey, undefined) : 0;
  const sums = branches.length > 0 ? SUMS * rasterOf(frame, { ...samples, hasAlpha: false }) : 0;
  return (
    rasterOf(frame, grey) +
    painting +
    masked +
    sums +
    largestOf(branches.map(({ program }) => stagesOfPasses(program, samples, undefined)))
  );
}

function rasterOf(frame: Frame, { channels, planes = 1, hasAlpha, depth = 8 }: Samples): number {
  const plane = (pixelsOf(frame) * depth) / 8;
  return blockCapacity(plane * channels * planes) + (hasAlpha ? blockCapacity(plane) : 0);
}

function largestOf(numbers: readonly number[]): number {
  return numbers.reduce((most, one) => Math.max(most, one), 0);
}

function pixelsOf({ width, height }: Frame): number {
  return width * height;
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20).toLocaleString('en-US')} MB`;
}
