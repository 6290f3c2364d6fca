import { spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDataset } from '../inputs.mjs';
import { median } from '../statistics.mjs';
import { readResults, requireSameWork } from './same-work.mjs';
import { timed } from './timed.mjs';

const SCRIPTS = fileURLToPath(new URL('../scripts/', import.meta.url));

/**
 * Measures one case of cases.mjs: all contestants in turn, each from files to files with two workers.
 * @param setup `folder` for all files, `python` or none, `dist`, `rounds`, `share` of the usual number of images
 * @returns a row for each contestant, this program first
 */
export async function measureCase(name, one, setup) {
  const folder = path.join(setup.folder, name);
  const input = path.join(folder, 'input');
  const count = Math.max(1, Math.round(one.input.count * setup.share));
  await makeDataset(input, { ...one.input, count });
  const contestants = [await thisProgram(one, folder, input, setup), ...peersOf(one, folder, input, setup)];
  const rounds = setup.rounds ?? one.rounds ?? 5;
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) {
      await removeResults(contestant);
      contestant.runs.push(await timed(contestant.command, contestant.env));
      if (contestant.again) contestant.again.runs.push(await timed(contestant.command));
      contestant.results ??= await readResults(contestant.output);
    }
  }
  const [ours, ...peers] = contestants;
  for (const peer of peers) await requireSameWork(one.same, ours, peer);
  await rm(folder, { recursive: true });
  const measured = ours.again ? [{ ...ours, ...ours.again }, ours] : contestants;
  return measured.map(({ who, runs, results }) => summarise(name, who, runs, results, count));
}

async function thisProgram(one, folder, input, { dist }) {
  const output = path.join(folder, 'ours');
  const command = [process.execPath, path.join(dist, 'cli', 'main.js'), 'run', input, output];
  if (one.recipe) {
    const recipe = path.join(folder, 'recipe.json');
    await writeFile(recipe, JSON.stringify(one.recipe));
    command.push('--recipe', recipe);
  }
  command.push('--workers', '2', '--quiet');
  const again = one.again && { who: 'second run', runs: [] };
  return { who: again ? 'first run' : 'augment run', command, output, runs: [], again };
}

function peersOf({ peers }, folder, input, { python }) {
  const runnable = peers.filter((peer) => {
    const isHere = peer.tool ? isInstalled(peer.tool) : python && canImport(python, peer.module);
    if (!isHere && (peer.tool || python)) console.log(`left out, since it is not installed: ${peer.who}`);
    return isHere;
  });
  return runnable.map(({ who, tool, script, settings, env }, i) => {
    const output = path.join(folder, `peer-${i}`);
    const file = path.join(SCRIPTS, script);
    const start = tool ? ['sh', file] : [python, file];
    const command = [...start, input, output, ...(settings ? [JSON.stringify(settings)] : [])];
    return { who, command, env, output, runs: [] };
  });
}

function isInstalled(tool) {
  return spawnSync(tool, ['-version']).error === undefined;
}

function canImport(python, module) {
  const env = { ...process.env, NO_ALBUMENTATIONS_UPDATE: '1' };
  return spawnSync(python, ['-c', `import ${module}`], { env }).status === 0;
}

async function removeResults({ output }) {
  for (const left of [output, `${output}.augment`]) await rm(left, { recursive: true, force: true });
}

function summarise(name, who, runs, results, count) {
  const spread = (part) => {
    const values = runs.map((run) => run[part]);
    return { least: Math.min(...values), median: median(values), most: Math.max(...values) };
  };
  return {
    case: name,
    who,
    inputs: count,
    images: results.images,
    bytes: results.bytes,
    wall: spread('wall'),
    cpu: spread('cpu'),
    runs,
  };
}
