// `npm run docs` draws docs/images/transforms/NAME.webp for each transform: a sample photo with its labels, then what its
// example of src/core/transforms/examples.ts makes of it twice.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { parse, stringify } from 'yaml';
import { builtInTransforms } from '../dist/core/transforms/catalogue.js';
import { transformExamples } from '../dist/core/transforms/examples.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const COMMAND = path.join(ROOT, 'dist/cli/main.js');
const SAMPLES = path.join(ROOT, 'raw-images');
const SAMPLE = 'soccer';
/** What is mixed into it. */
const OTHERS = ['race horse', 'child-and-teddy', 'surfer'];
/** Large enough for all examples, and small enough that blurs and noise show. */
const PHOTO = {
  variants: 1,
  transforms: [
    { Crop: { x_min: 160, y_min: 0, x_max: 1013, y_max: 853, p: 1 } },
    { Resize: { height: 640, width: 640, interpolation: 'area', p: 1 } },
  ],
};
const TARGET = path.join(ROOT, 'docs/images/transforms');
const WIDTH = 840;
const AT_ONCE = 2;

const run = promisify(execFile);
const folder = await mkdtemp(path.join(tmpdir(), 'augment-gallery-'));
try {
  await mkdir(TARGET, { recursive: true });
  const photo = await makePhoto();
  const names = builtInTransforms.entries.filter(({ group }) => group !== 'control').map(({ name }) => name);
  const queue = names.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const name of queue) await draw(name, photo);
    }),
  );
} finally {
  await rm(folder, { recursive: true });
}

/** The sample with its labels, cut out and made smaller by this program itself. */
async function makePhoto() {
  const [work, made] = ['work', 'photo'].map((name) => path.join(folder, name));
  const [input, output, recipe] = ['in', 'out', 'recipe.yaml'].map((name) => path.join(work, name));
  await mkdir(input, { recursive: true });
  for (const name of [`${SAMPLE}.jpg`, `${SAMPLE}.txt`, 'data.yaml'])
    await copyFile(path.join(SAMPLES, name), path.join(input, name));
  await writeFile(recipe, stringify(PHOTO));
  await run(process.execPath, [COMMAND, 'run', input, output, '--recipe', recipe]);
  // Variants are never augmented again, as their names show.
  await mkdir(made);
  for (const ending of ['jpg', 'txt'])
    await copyFile(path.join(output, `${SAMPLE}_jpg.v1.${ending}`), path.join(made, `${SAMPLE}.${ending}`));
  const others = OTHERS.flatMap((name) => [`${name}.jpg`, `${name}.txt`]);
  for (const name of ['data.yaml', ...others])
    await copyFile(path.join(SAMPLES, name), path.join(made, name));
  return path.join(made, `${SAMPLE}.jpg`);
}

async function draw(name, photo) {
  const sheet = path.join(folder, `${name}.png`);
  // The example may leave the choice to chance; the picture must show the transform.
  const example = stringify({ ...parse(transformExamples[name]), p: 1 });
  const options = ['--with', example, '--variants', '2', '--out', sheet];
  await run(process.execPath, [COMMAND, 'transforms', name, '--preview', photo, ...options]);
  await sharp(sheet)
    .resize({ width: WIDTH, withoutEnlargement: true })
    .webp({ quality: 70 })
    .toFile(path.join(TARGET, `${name}.webp`));
}
