// This program's side of run.mjs: reads cases as JSON lines, and answers each by a JSON line.
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { CASES, SIZES } from './cases.mjs';

const { pictures, dist } = JSON.parse(process.argv[2]);
const { compile, Engine } = await import(`${dist}/index.js`);

const engine = new Engine();
const sources = Object.fromEntries(
  Object.entries(pictures).map(([size, file]) => [size, load(SIZES[size], file)]),
);

function load({ width, height }, file) {
  return engine.load({ width, height, channels: 3, depth: 8, data: readFileSync(file) });
}

/** Milliseconds of processor time of a run, after one that is not measured. Writes the result where one is asked for. */
function answer({ name, size, result }) {
  const { width, height, repeat } = SIZES[size];
  const program = compile([CASES[name].operation(width, height)], { width, height });
  const run = () => engine.run(program, sources[size]);
  const first = run();
  if (result) writeFileSync(result, first.data);
  engine.free(first);
  const before = process.cpuUsage();
  for (let i = 0; i < repeat; i++) engine.free(run());
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1000 / repeat };
}

console.log(JSON.stringify({ version: `${process.release.name} ${process.versions.node}` }));
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(JSON.parse(line))));
}
