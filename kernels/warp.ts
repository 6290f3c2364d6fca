import { CUBIC, LINEAR } from './chain';
import { copyBytes } from './copy';
import {
  affineSpan, isAffine, isStraight, loadBorder, loadMatrix, loadSource, nearestLine, nearestSpan, nearestStretch, projectiveSpan,
} from './warp-spans';

// Warps the vector spans of each row. spans.ts in src/core/engine chooses them. Rows have six numbers, as in chain.ts.
const ROW: usize = 24;

/** Warps the interior of every row, [row[2], row[3]): at least four pixels or none, no tap beyond the source's edge. */
export function warpInterior(
  from: usize, fromStride: i32, channels: i32, depth: i32,
  target: usize, targetWidth: i32, targetHeight: i32, rows: usize,
  matrix: usize, longest: i32, interpolation: i32,
): void {
  loadSource(from, fromStride, longest);
  loadMatrix(matrix);
  for (let y = 0; y < targetHeight; y++) {
    const begin = load<i32>(rows, 8);
    const end = load<i32>(rows, 12);
    const row = target + <usize>y * <usize>(targetWidth * channels * (depth >> 3));
    if (depth == 8) interiorSpan<u8>(row, y, begin, end, end - 4, channels, interpolation);
    else interiorSpan<u16>(row, y, begin, end, end - 4, channels, interpolation);
    rows += ROW;
  }
}

function interiorSpan<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32, channels: i32, interpolation: i32): void {
  if (isAffine()) {
    if (channels == 3) affine3<Sample>(row, y, begin, end, last, interpolation);
    else affine1<Sample>(row, y, begin, end, last, interpolation);
  } else {
    if (channels == 3) projective3<Sample>(row, y, begin, end, last, interpolation);
    else projective1<Sample>(row, y, begin, end, last, interpolation);
  }
}

function affine3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32, interpolation: i32): void {
  if (interpolation == LINEAR) affineLinear3<Sample>(row, y, begin, end, last);
  else if (interpolation == CUBIC) affineCubic3<Sample>(row, y, begin, end, last);
  else affineLanczos3<Sample>(row, y, begin, end, last);
}

function affine1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32, interpolation: i32): void {
  if (interpolation == LINEAR) affineLinear1<Sample>(row, y, begin, end, last);
  else if (interpolation == CUBIC) affineCubic1<Sample>(row, y, begin, end, last);
  else affineLanczos1<Sample>(row, y, begin, end, last);
}

function projective3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32, interpolation: i32): void {
  if (interpolation == LINEAR) projectiveLinear3<Sample>(row, y, begin, end, last);
  else if (interpolation == CUBIC) projectiveCubic3<Sample>(row, y, begin, end, last);
  else projectiveLanczos3<Sample>(row, y, begin, end, last);
}

function projective1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32, interpolation: i32): void {
  if (interpolation == LINEAR) projectiveLinear1<Sample>(row, y, begin, end, last);
  else if (interpolation == CUBIC) projectiveCubic1<Sample>(row, y, begin, end, last);
  else projectiveLanczos1<Sample>(row, y, begin, end, last);
}

/**
 * Warps the edges of every row, [row[1], row[2]) and [row[3], row[4]), linear, for borders that continue the image: the
 * position itself is folded back. May write into the interior, which must be warped later.
 */
export function warpEdge(
  from: usize, fromStride: i32, fromWidth: i32, fromHeight: i32, channels: i32, depth: i32,
  target: usize, targetWidth: i32, targetHeight: i32, rows: usize,
  matrix: usize, longest: i32, fromBorder: i32,
): void {
  loadSource(from, fromStride, longest);
  loadBorder(fromWidth, fromHeight, fromBorder);
  loadMatrix(matrix);
  for (let y = 0; y < targetHeight; y++) {
    const row = target + <usize>y * <usize>(targetWidth * channels * (depth >> 3));
    const last = load<i32>(rows, 16) - 4;
    if (depth == 8) {
      edgeSpan<u8>(row, y, load<i32>(rows, 4), load<i32>(rows, 8), last, channels);
      edgeSpan<u8>(row, y, load<i32>(rows, 12), load<i32>(rows, 16), last, channels);
    } else {
      edgeSpan<u16>(row, y, load<i32>(rows, 4), load<i32>(rows, 8), last, channels);
      edgeSpan<u16>(row, y, load<i32>(rows, 12), load<i32>(rows, 16), last, channels);
    }
    rows += ROW;
  }
}

function edgeSpan<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32, channels: i32): void {
  const straight = isAffine();
  if (channels == 3) {
    if (straight) affineEdge3<Sample>(row, y, begin, end, last);
    else projectiveEdge3<Sample>(row, y, begin, end, last);
  } else {
    if (straight) affineEdge1<Sample>(row, y, begin, end, last);
    else projectiveEdge1<Sample>(row, y, begin, end, last);
  }
}

/** The interior of every row by the nearest pixel, for affine maps. */
export function warpNearest(
  from: usize, fromStride: i32, bytesPerPixel: i32,
  target: usize, targetWidth: i32, targetHeight: i32, rows: usize, matrix: usize,
): void {
  loadSource(from, fromStride, 4);
  loadMatrix(matrix);
  const straight = isStraight();
  let lineAbove = -1;
  let beginAbove = 0;
  let countAbove = 0;
  for (let y = 0; y < targetHeight; y++) {
    const row = target + <usize>y * <usize>(targetWidth * bytesPerPixel);
    const begin = load<i32>(rows, 8);
    const count = load<i32>(rows, 12) - begin;
    const to = row + <usize>(begin * bytesPerPixel);
    const line = straight ? nearestLine(y) : -1;
    // Where the image grows, neighbouring rows are equal.
    if (straight && line == lineAbove && begin == beginAbove && count == countAbove) {
      copyBytes(to - <usize>(targetWidth * bytesPerPixel), to, count * bytesPerPixel);
    } else if (straight && bytesPerPixel == 1) nearestStretch(to, line, begin, y, count, 1);
    else if (straight && bytesPerPixel == 2) nearestStretch(to, line, begin, y, count, 2);
    else if (straight && bytesPerPixel == 3) nearestStretch(to, line, begin, y, count, 3);
    else if (bytesPerPixel == 1) nearestSpan(to, begin, y, count, 1);
    else if (bytesPerPixel == 2) nearestSpan(to, begin, y, count, 2);
    else if (bytesPerPixel == 3) nearestSpan(to, begin, y, count, 3);
    else nearestSpan(to, begin, y, count, 6);
    lineAbove = line;
    beginAbove = begin;
    countAbove = count;
    rows += ROW;
  }
}

// One function for each case: constants are folded only in inlined calls, and one function with all of them is slow.
function affineLinear3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  affineSpan<Sample>(row, y, begin, end, last, 3, 2, false);
}

function affineLinear1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  affineSpan<Sample>(row, y, begin, end, last, 1, 2, false);
}

function affineCubic3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  affineSpan<Sample>(row, y, begin, end, last, 3, 4, false);
}

function affineCubic1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  affineSpan<Sample>(row, y, begin, end, last, 1, 4, false);
}

function affineLanczos3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  affineSpan<Sample>(row, y, begin, end, last, 3, 8, false);
}

function affineLanczos1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  affineSpan<Sample>(row, y, begin, end, last, 1, 8, false);
}

function affineEdge3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  affineSpan<Sample>(row, y, begin, end, last, 3, 2, true);
}

function affineEdge1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  affineSpan<Sample>(row, y, begin, end, last, 1, 2, true);
}

function projectiveLinear3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  projectiveSpan<Sample>(row, y, begin, end, last, 3, 2, false);
}

function projectiveLinear1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  projectiveSpan<Sample>(row, y, begin, end, last, 1, 2, false);
}

function projectiveCubic3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  projectiveSpan<Sample>(row, y, begin, end, last, 3, 4, false);
}

function projectiveCubic1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  projectiveSpan<Sample>(row, y, begin, end, last, 1, 4, false);
}

function projectiveLanczos3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  projectiveSpan<Sample>(row, y, begin, end, last, 3, 8, false);
}

function projectiveLanczos1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  projectiveSpan<Sample>(row, y, begin, end, last, 1, 8, false);
}

function projectiveEdge3<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  projectiveSpan<Sample>(row, y, begin, end, last, 3, 2, true);
}

function projectiveEdge1<Sample>(row: usize, y: i32, begin: i32, end: i32, last: i32): void {
  projectiveSpan<Sample>(row, y, begin, end, last, 1, 2, true);
}
