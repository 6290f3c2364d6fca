// Measures single kernels, in milliseconds, minimum and median, on VGA and 12 megapixels.
// `npm run build && node bench/kernels.mjs [--python PATH]`. With a Python that has OpenCV: beside OpenCV's times.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';

const { values: options } = parseArgs({
  options: { python: { type: 'string' }, dist: { type: 'string', default: '../dist' } },
});
const { compile } = await import(`${options.dist}/core/engine/compile.js`);
const { Engine } = await import(`${options.dist}/core/engine/run.js`);

const SIZES = { VGA: [640, 480], '12 MP': [4000, 3000] };
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

const warp = (interpolation, border, matrix) => (width, height) => [
  { kind: 'warp', matrix: matrix(width, height), width, height, interpolation, ...edge(border) },
];
const orient = (to) => () => [{ kind: 'orient', to }];

/** A Gaussian of 11 taps and standard deviation 2. */
function gaussian() {
  const weights = Array.from({ length: 11 }, (_, i) => Math.exp(-((i - 5) ** 2) / 8));
  const sum = weights.reduce((total, weight) => total + weight);
  return weights.map((weight) => weight / sum);
}

const SEPIA = [0.393, 0.769, 0.189, 0, 0.349, 0.686, 0.168, 0, 0.272, 0.534, 0.131, 0];

const CASES = {
  'flip horizontal': orient('flip_horizontal'),
  'flip vertical': orient('flip_vertical'),
  transpose: orient('transpose'),
  'affine linear reflect_101': warp('linear', 'reflect_101', turn),
  'affine linear constant': warp('linear', 'constant', turn),
  'affine cubic reflect_101': warp('cubic', 'reflect_101', turn),
  'affine nearest constant': warp('nearest', 'constant', turn),
  'perspective linear reflect_101': warp('linear', 'reflect_101', tilt),
  'pad by 32, reflect_101': (width, height) => [
    { kind: 'window', x: -32, y: -32, width: width + 64, height: height + 64, ...edge('reflect_101') },
  ],
  'area to 512×384': () => [{ kind: 'resample', filter: 'area', width: 512, height: 384 }],
  'linear table': () => [{ kind: 'table', form: 'linear', scale: [1.2], offset: [-20] }],
  'HSV shift': () => [{ kind: 'hsv', hue: 17, saturation: 20, value: -15 }],
  'colour matrix': () => [{ kind: 'matrix', rows: SEPIA, rounding: 'round' }],
  'Gaussian blur, 11 taps': () => [{ kind: 'convolve', form: 'separable', x: gaussian(), y: gaussian() }],
  'Gaussian noise': () => [
    { kind: 'noise', distribution: 'gaussian', mean: 0, std: 9, perChannel: true, scale: 1, seed: [1, 2] },
  ],
};

const engine = new Engine();
const results = {};
for (const [name, operations] of Object.entries(CASES)) {
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    const source = engine.allocate(width, height, 3, false);
    fillSmoothly(source);
    const program = compile(operations(width, height), { width, height });
    results[`${name}, ${size}`] = { ours: measure(() => engine.free(engine.run(program, source))) };
    engine.free(source);
  }
}
if (options.python) {
  const script = fileURLToPath(new URL('kernels_opencv.py', import.meta.url));
  const { stdout, stderr, status } = spawnSync(options.python, [script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  for (const [name, time] of Object.entries(JSON.parse(stdout))) results[name].opencv = time;
}
for (const [name, { ours, opencv }] of Object.entries(results)) {
  const peer = opencv ? ` · OpenCV ${format(opencv)} · ×${(opencv.min / ours.min).toFixed(2)}` : '';
  console.log(`${name.padEnd(40)} ${format(ours)}${peer}`);
}

function format({ min, median }) {
  return `${min.toFixed(3).padStart(8)} (median ${median.toFixed(3)})`;
}

function fillSmoothly({ width, data }) {
  for (let i = 0; i < data.length; i++) data[i] = (i % (3 * width)) * 0.07 + (i / (3 * width)) * 0.11;
}

/** At least 15 runs and half a second, after warming up. */
function measure(run) {
  for (let i = 0; i < 5; i++) run();
  const times = [];
  for (const start = now(); times.length < 15 || now() - start < 500;) {
    const before = now();
    run();
    times.push(now() - before);
  }
  times.sort((a, b) => a - b);
  return { min: times[0], median: times[times.length >> 1] };
}

function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}
