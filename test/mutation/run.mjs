/**
 * Changes the code of a folder in many small ways, and runs the tests against each change: `npm run mutation [FOLDER…]`.
 * Fails where fewer than 85 % of the changes are noticed, or one that is not noticed is missing in survivors.json.
 */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { folders } from './folders.mjs';

const LEAST_SCORE = 85;
const NOTICED = new Set(['Killed', 'Timeout']);
const MISSED = new Set(['Survived', 'NoCoverage']);

const keyOf = ({ file, line, from, to }) => JSON.stringify([file, line, from, to]);
const shorten = (code) => code.replace(/\s+/g, ' ').slice(0, 80);

const explained = JSON.parse(readFileSync('test/mutation/survivors.json', 'utf8'));

const { values, positionals } = parseArgs({
  options: { force: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const chosen = positionals.map((name) => name.replace(/\/$/, ''));
for (const name of chosen) {
  if (!(name in folders)) {
    throw new Error(`${name} is not mutated; choose from ${Object.keys(folders).join(', ')}`);
  }
}

let failed = false;
for (const folder of chosen.length > 0 ? chosen : Object.keys(folders)) {
  if (!(await mutate(folder))) failed = true;
}
process.exitCode = failed ? 1 : 0;

/** True where enough is noticed, and the rest is explained. */
async function mutate(folder) {
  process.env.MUTATION_FOLDER = folder;
  const results = await new Stryker(optionsFor(folder)).runMutationTest();
  const noticed = results.filter(({ status }) => NOTICED.has(status));
  const missed = results.filter(({ status }) => MISSED.has(status)).map(describe);
  const score = (100 * noticed.length) / (noticed.length + missed.length);
  console.log(`${folder}: ${score.toFixed(1)} % of ${noticed.length + missed.length} mutants killed`);
  return reportSurvivors(folder, missed) && score >= LEAST_SCORE;
}

function optionsFor(folder) {
  return {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'test/mutation/vitest.config.mjs', related: false },
    mutate: [`${folder}/**/*.ts`, '!**/*.test.ts', '!**/testing/**', '!**/*.generated.ts'],
    // Texts are messages for the greater part, and few tests compare a message word for word.
    mutator: { excludedMutations: ['StringLiteral'] },
    coverageAnalysis: 'perTest',
    // A constant of a module takes every test for each of its mutants.
    ignoreStatic: true,
    concurrency: Number(process.env.MUTATION_CONCURRENCY ?? Math.max(1, cpus().length - 1)),
    timeoutMS: Number(process.env.MUTATION_TIMEOUT_MS ?? 5_000),
    reporters: ['progress-append-only', 'json', 'html'],
    jsonReporter: { fileName: `.cache/mutation/${folder}.json` },
    htmlReporter: { fileName: `.cache/mutation/${folder}.html` },
    // What was found out stays true while neither the code nor its tests change; --force asks for all of it again.
    incremental: true,
    force: values.force,
    incrementalFile: `.cache/mutation/${folder}.incremental.json`,
    tempDirName: '.cache/stryker',
    ignorePatterns: ['dist', '.cache', 'cdk.out', 'augmented-images*'],
    allowConsoleColors: false,
    logLevel: 'warn',
  };
}

/** Prints what survived without an explanation, and what is explained but did not survive. True if there is neither. */
function reportSurvivors(folder, missed) {
  const known = new Set(explained.map(keyOf));
  const found = new Set(missed.map(keyOf));
  const unexplained = missed.filter((mutant) => !known.has(keyOf(mutant)));
  const outdated = explained.filter(
    (mutant) => mutant.file.startsWith(`${folder}/`) && !found.has(keyOf(mutant)),
  );
  for (const mutant of unexplained) console.log(`not noticed: ${JSON.stringify(mutant)}`);
  for (const mutant of outdated) console.log(`explained, but noticed or gone: ${keyOf(mutant)}`);
  return unexplained.length + outdated.length === 0;
}

/** A mutant by its code and not by its line number, which changes with every other line. */
function describe({ fileName, location: { start, end }, replacement }) {
  const lines = readFileSync(fileName, 'utf8').split('\n');
  const taken = lines.slice(start.line - 1, end.line);
  taken[taken.length - 1] = taken.at(-1).slice(0, end.column - 1);
  taken[0] = taken[0].slice(start.column - 1);
  return {
    file: relative('', fileName),
    line: lines[start.line - 1].trim(),
    from: shorten(taken.join(' ')),
    to: shorten(replacement),
  };
}
