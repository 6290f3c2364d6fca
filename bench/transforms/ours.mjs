// This program's side of run.mjs: reads questions as JSON lines, and answers each by a JSON line.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const { pictures, cases, dist } = JSON.parse(process.argv[2]);
const { Engine, labelRules, parseRecipe, runPlan, samplePlan } = await import(`${dist}/core/index.js`);
const { recodeInPlace } = await import(`${dist}/variants/recode-in-place.js`);

const engine = new Engine();
const sources = Object.fromEntries(Object.entries(pictures).map(([size, picture]) => [size, load(picture)]));
const recipes = Object.fromEntries(Object.entries(cases).map(([title, one]) => [title, recipeOf(one)]));

function load({ width, height, seconds, file, mask, boxes }) {
  const surface = engine.load({ width, height, channels: 3, depth: 8, data: readFileSync(file) });
  const map = { kind: 'semantic', name: 'mask', width, height, data: new Uint8Array(readFileSync(mask)) };
  const frame = { width, height };
  return {
    surface,
    seconds,
    frame,
    bare: { ...frame, objects: [], labelMaps: [], tags: [] },
    labelled: {
      ...frame,
      objects: boxes.map((box) => ({ class: 'thing', box })),
      labelMaps: [map],
      tags: [],
    },
  };
}

function recipeOf({ name, parameters }) {
  const recipe = { version: 1, transforms: [{ [name]: parameters }] };
  return parseRecipe(JSON.stringify(recipe), name);
}

/** How long a case runs before it is measured for the first time, in shares of a measurement: until V8 has optimised it. */
const WARM_UP = 20;
const warm = new Set();

/** Milliseconds of processor time to sample a Plan, compile it and run it. */
function answer({ title, size, draw }) {
  const recipe = recipes[title];
  const { surface, seconds, frame, bare, labelled } = sources[size];
  const annotations = cases[title].labelled ? labelled : bare;
  const source = { key: 'photo', imageSha256: '0'.repeat(64), frame, channels: 3, annotations };
  const rules = labelRules(recipe);
  const run = () => {
    const plan = samplePlan(recipe, source, draw + 1, rules);
    engine.free(runPlan(plan, surface, annotations, rules, engine, { recode: recodeInPlace }).raster);
  };
  const times = (share) => Math.max(1, Math.round((share * seconds * 1000) / spentOn(run, 1)));
  if (!warm.has(title)) spentOn(run, times(WARM_UP));
  warm.add(title);
  const count = times(1);
  return { cpu: spentOn(run, count) / count };
}

function spentOn(run, count) {
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

console.log(JSON.stringify({ version: `${process.release.name} ${process.versions.node}` }));
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(JSON.parse(line))));
}
