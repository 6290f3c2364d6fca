import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { catalogue } from '../../src/core/transforms/catalogue.js';
import { ALBUMENTATIONS, NOT_FOR_FILES } from '../../src/core/transforms/known-names.js';
import type { CatalogueEntry } from '../../src/core/transforms/registry.js';
import { allowedFor, farthest, type Distance } from './agreements.js';
import { distanceOf, imageCases, randomCases } from './references.js';
import { sampledCases, sampledDistance } from './sizes.js';
import type { LargeFrame, SampledCase } from './sizes.js';

const PAGE = 'docs/fidelity.md';
const entries: readonly CatalogueEntry[] = Object.values(catalogue);

it('has the tables that are measured; `npm run docs` writes them', async () => {
  const tables = { measured: await measured(), drawn: drawn(), albumentations: albumentations() };
  let page = await readFile(PAGE, 'utf8');
  for (const [name, table] of Object.entries(tables))
    page = page.replace(
      new RegExp(`(<!-- ${name}: written by \`npm run docs\` -->)[^]*(<!-- end of ${name} -->)`),
      (_, begin: string, end: string) => `${begin}\n\n${table}\n\n${end}`,
    );
  const options = { ...(await resolveConfig(PAGE)), filepath: PAGE };
  await expect(await format(page, options)).toMatchFileSnapshot(`../../${PAGE}`);
});

const LARGE: readonly LargeFrame[] = ['vga', 'odd'];

/** One row a transform, with the farthest of its cases at each size, and of all label maps. */
async function measured(): Promise<string> {
  const rows: string[][] = [];
  for (const { name, origin } of entries) {
    const small = imageCases.filter(({ transform }) => transform === name);
    const large = sampledCases.filter(({ transform }) => transform === name);
    if (small.length === 0) continue;
    const whole = farthest(await Promise.all(small.map(distanceOf)));
    const inColours = (frame: LargeFrame) =>
      sampled(large.filter((one) => one.frame === frame && one.channels === 3));
    const colours = await Promise.all(LARGE.map(inColours));
    const grey = await sampled(large.filter(({ channels }) => channels === 1));
    const far = farthest([whole, ...[...colours, grey].filter((one) => one !== undefined)]);
    const allowed = farthest([...small, ...large].map(({ agreement }) => allowedFor(agreement)));
    rows.push([
      name,
      origin ?? 'Albumentations',
      String(small.length + large.length),
      ...[whole, ...colours, grey].map(levels),
      percent(far.mask),
      verdict(far, allowed),
    ]);
  }
  const sizes = ['80 × 56', '640 × 480', '333 × 217', 'grey'];
  return tableOf(['transform', 'by', 'cases', ...sizes, 'label map', 'verdict'], rows);
}

async function sampled(cases: readonly SampledCase[]): Promise<Distance | undefined> {
  return cases.length === 0 ? undefined : farthest(await Promise.all(cases.map(sampledDistance)));
}

/** The mean, and the most. */
function levels(distance: Distance | undefined): string {
  if (distance === undefined) return '–';
  return distance.most === 0 ? '0' : `${distance.mean.toFixed(3)}, ${distance.most}`;
}

function verdict(far: Distance, allowed: Distance): string {
  if (far.mean > allowed.mean || far.most > allowed.most || far.mask > allowed.mask) return 'NOT GOOD';
  if (far.most === 0 && far.mask === 0) return 'exact';
  return `good: at most ${shown(allowed.mean)}, ${allowed.most}, ${percent(allowed.mask)}`;
}

/** Transforms whose pixels are random, so that distributions are compared. */
function drawn(): string {
  const names = new Set(randomCases.map(({ transform }) => transform));
  return [...names].sort().join(', ');
}

function albumentations(): string {
  const rows = [...ALBUMENTATIONS].sort().map((name) => {
    const reason = NOT_FOR_FILES[name];
    const isHere = entries.some((entry) => entry.name === name);
    return [name, isHere ? 'yes' : reason === undefined ? 'not yet' : `not needed: ${reason}`];
  });
  const counted = (start: string) => rows.filter(([, here]) => here!.startsWith(start)).length;
  const counts = `Of ${rows.length}: ${counted('yes')} are here, ${counted('not needed')} are not needed, ${counted('not yet')} are not here yet.`;
  return `${counts}\n\n${tableOf(['class', 'here'], rows)}`;
}

function shown(number: number): string {
  return number === 0 ? '0' : number.toFixed(3);
}

function percent(share: number): string {
  return share === 0 ? '0' : `${(100 * share).toFixed(1)} %`;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
