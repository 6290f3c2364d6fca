/** Sizes of the input, and how often a case runs in each turn. */
export const SIZES = {
  VGA: { width: 640, height: 480, repeat: 12 },
  '12 MP': { width: 4000, height: 3000, repeat: 2 },
};

const edge = (border) => ({ border, fill: [0], maskFill: 0 });

/** A turn by 15° with a scale of 1.1 about the centre: a typical augmentation. */
function turn(width, height) {
  const [cos, sin] = [1.1 * 0.9659258262890683, 1.1 * 0.25881904510252074];
  const [x, y] = [width / 2, height / 2];
  return [cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y, 0, 0, 1];
}

function tilt(width, height) {
  return [0.94, 0.05, 0.02 * width, 0.03, 0.96, 0.01 * height, 0.06 / width, 0.04 / height, 1];
}

const warp = (interpolation, border, matrix) => (width, height) => ({
  kind: 'warp',
  matrix: matrix(width, height),
  width,
  height,
  interpolation,
  ...edge(border),
});
const always = (operation) => () => operation;
const orient = (to) => always({ kind: 'orient', to });

/** A Gaussian of 11 taps and standard deviation 2. */
function gaussian() {
  const weights = Array.from({ length: 11 }, (_, i) => Math.exp(-((i - 5) ** 2) / 8));
  const sum = weights.reduce((total, weight) => total + weight);
  return weights.map((weight) => weight / sum);
}

const SEPIA = [0.393, 0.769, 0.189, 0, 0.349, 0.686, 0.168, 0, 0.272, 0.534, 0.131, 0];
const GREY = Array(3).fill([9798, 19235, 3735, 0]).flat();
const GAMMA = Uint8Array.from({ length: 256 }, (_, level) => Math.round(255 * (level / 255) ** 0.8));
const SHARPEN = [0, -0.4, 0, -0.4, 2.6, -0.4, 0, -0.4, 0];

/** Each case as one Operation; opencv.py has the same names. `random`: the results differ, being drawn. */
export const CASES = {
  'flip horizontal': { operation: orient('flip_horizontal') },
  'flip vertical': { operation: orient('flip_vertical') },
  transpose: { operation: orient('transpose') },
  'affine linear, reflect_101': { operation: warp('linear', 'reflect_101', turn) },
  'affine linear, constant': { operation: warp('linear', 'constant', turn) },
  'affine cubic, reflect_101': { operation: warp('cubic', 'reflect_101', turn) },
  'affine lanczos, reflect_101': { operation: warp('lanczos', 'reflect_101', turn) },
  'affine nearest, constant': { operation: warp('nearest', 'constant', turn) },
  'perspective linear, reflect_101': { operation: warp('linear', 'reflect_101', tilt) },
  'pad by 32, reflect_101': {
    operation: (width, height) => ({
      kind: 'window',
      ...{ x: -32, y: -32, width: width + 64, height: height + 64 },
      ...edge('reflect_101'),
    }),
  },
  'area to 512 × 384': {
    operation: always({ kind: 'resample', filter: 'area', width: 512, height: 384 }),
  },
  'lanczos to 512 × 384': {
    operation: always({ kind: 'resample', filter: 'lanczos', width: 512, height: 384 }),
  },
  'lens, linear, constant': {
    operation: (width, height) => ({
      kind: 'remap',
      ...{ form: 'lens', unit: [width, height], k: [0.3, 0.1], interpolation: 'linear' },
      ...edge('constant'),
    }),
  },
  'to a quarter and back, nearest': {
    operation: (width, height) => ({
      kind: 'coarsen',
      ...{ width: width / 4, height: height / 4, down: 'nearest', up: 'nearest' },
    }),
  },
  'straight table': { operation: always({ kind: 'table', form: 'linear', scale: [1.2], offset: [-20] }) },
  'any table': {
    operation: always({ kind: 'table', form: 'values', values: [Buffer.from(GAMMA).toString('base64')] }),
  },
  'contrast about the mean of luma': {
    operation: always({ kind: 'adaptive', statistic: 'grey_mean', scale: 1.2, weight: -0.2 }),
  },
  'HSV shift': { operation: always({ kind: 'hsv', hue: 17, saturation: 20, value: -15 }) },
  'colour matrix': { operation: always({ kind: 'matrix', rows: SEPIA, rounding: 'round' }) },
  'to grey': {
    operation: always({ kind: 'matrix', rows: GREY.map((weight) => weight / 2 ** 15), rounding: 'round' }),
  },
  'Gaussian blur, 11 taps': {
    operation: always({ kind: 'convolve', form: 'separable', x: gaussian(), y: gaussian() }),
  },
  'median, 3 × 3': { operation: always({ kind: 'rank', form: 'median', size: 3 }) },
  'median, 5 × 5': { operation: always({ kind: 'rank', form: 'median', size: 5 }) },
  'dilation, ellipse of 3 × 3': {
    operation: always({ kind: 'rank', form: 'dilation', shape: 'ellipse', width: 3, height: 3 }),
  },
  'CLAHE, 8 × 8': {
    operation: always({ kind: 'adaptive', form: 'clahe', columns: 8, rows: 8, clipLimit: 3 }),
  },
  'sharpen, 3 × 3': {
    operation: always({ kind: 'convolve', form: 'full', size: 3, weights: SHARPEN }),
  },
  'Gaussian noise': {
    random: true,
    operation: always({
      kind: 'noise',
      ...{ distribution: 'gaussian', mean: 0, std: 9, perChannel: true, scale: 1, seed: [1, 2] },
    }),
  },
};
