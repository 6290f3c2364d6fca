// This program's side of run.mjs: reads jobs as JSON lines, and answers each by a JSON line.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import sharp from 'sharp';

const { images, boxes, jobs, dist } = JSON.parse(process.argv[2]);
const { compile, decode, encode, Engine, inspect, moveAnnotations, parseRecipe, planOperations, samplePlan } =
  await import(`${dist}/index.js`);
sharp.concurrency(1);

const engine = new Engine();
const files = images.map((file) => readFileSync(file));
const recipes = Object.fromEntries(
  Object.entries(jobs).map(([name, job]) => [
    name,
    { drawn: recipeOf(job, job.transforms), pinned: recipeOf(job, job.pinned) },
  ]),
);

function recipeOf({ variants, quality }, transforms) {
  const nodes = transforms.map(([name, parameters]) => ({ [name]: parameters }));
  const recipe = { version: 1, variants, output: { quality }, transforms: nodes };
  return parseRecipe(JSON.stringify(recipe), 'benchmark');
}

/** Makes the variants' bytes from the image's bytes, as the product does. Returns the milliseconds of each part. */
async function work(bytes, recipe, withBoxes) {
  const ms = { decode: 0, sampling: 0, labels: 0, kernels: 0, encode: 0 };
  let last = now();
  const spent = (part) => {
    const time = now();
    ms[part] += time - last;
    last = time;
  };

  const info = await inspect(bytes, { name: 'photo', limits: recipe.limits, exif: recipe.decode.exif });
  const picture = await decode(bytes, info, recipe.decode, (...size) => engine.allocate(...size));
  spent('decode');
  const annotations = { ...info.frame, objects: withBoxes ? objects() : [], labelMaps: [], tags: [] };
  const imageSha256 = createHash('sha256').update(bytes).digest('hex');
  const source = { key: 'photo', imageSha256, frame: info.frame, channels: info.channels, annotations };
  const filter = recipe.labels;
  const outputs = [];
  for (let variant = 1; variant <= recipe.variants; variant++) {
    const plan = samplePlan(recipe, source, variant, { filter });
    spent('sampling');
    const operations = planOperations(plan);
    const moved = moveAnnotations(annotations, operations, { filter });
    spent('labels');
    const result = engine.run(compile(operations, plan.frame), picture);
    spent('kernels');
    const file = await encode(result, { format: 'jpeg', quality: recipe.output.quality, icc: info.icc });
    engine.free(result);
    spent('encode');
    outputs.push({ file, objects: moved.annotations.objects.length });
  }
  engine.free(picture);
  return { ms, outputs };
}

function objects() {
  return boxes.map((box) => ({ class: 'thing', box }));
}

function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}

async function answer({ job, image, pinned }) {
  const { drawn, pinned: fixed } = recipes[job];
  const { repeat, boxes: withBoxes } = jobs[job];
  const runs = [];
  const before = process.cpuUsage();
  for (let i = 0; i < repeat; i++) runs.push(await work(files[image], pinned ? fixed : drawn, withBoxes));
  const { user, system } = process.cpuUsage(before);
  const { outputs } = runs[0];
  return {
    runs: runs.map(({ ms }) => ms),
    cpu: (user + system) / 1000 / repeat,
    bytes: outputs.reduce((total, { file }) => total + file.length, 0) / outputs.length,
    ...(pinned && { file: Buffer.from(outputs[0].file).toString('base64') }),
  };
}

console.log(JSON.stringify({ version: `${process.release.name} ${process.versions.node}` }));
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
