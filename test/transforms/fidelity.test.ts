import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { catalogue } from '../../src/core/transforms/catalogue.js';
import { ALBUMENTATIONS, NOT_FOR_FILES } from '../../src/core/transforms/known-names.js';
import type { CatalogueEntry } from '../../src/core/transforms/registry.js';
import { allowedFor, distanceOf, imageCases, references } from './references.js';
import type { Case, Distance } from './references.js';

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

/** One row a transform, with the farthest of its cases. */
async function measured(): Promise<string> {
  const rows: string[][] = [];
  for (const { name, origin } of entries) {
    const cases = imageCases.filter(({ transform }) => transform === name);
    if (cases.length === 0) continue;
    const distances = await Promise.all(cases.map(distanceOf));
    const far = farthest(distances);
    const allowed = farthest(cases.map(allowedFor));
    rows.push([
      name,
      origin ?? 'Albumentations',
      String(cases.length),
      ...[shown(far.mean), String(far.most), percent(far.mask)],
      verdict(far, allowed),
    ]);
  }
  return tableOf(['transform', 'by', 'cases', 'mean', 'most', 'label map', 'verdict'], rows);
}

function farthest(distances: readonly Distance[]): Distance {
  const most = (name: keyof Distance) => distances.reduce((far, one) => Math.max(far, one[name]), 0);
  return { mean: most('mean'), most: most('most'), mask: most('mask') };
}

function verdict(far: Distance, allowed: Distance): string {
  if (far.mean > allowed.mean || far.most > allowed.most || far.mask > allowed.mask) return 'NOT GOOD';
  if (far.most === 0 && far.mask === 0) return 'exact';
  return `good: at most ${shown(allowed.mean)}, ${allowed.most}, ${percent(allowed.mask)}`;
}

/** Transforms whose pixels are random, so that distributions are compared. */
function drawn(): string {
  const byDistribution = (one: Case) => !imageCases.includes(one);
  const names = new Set(references.cases.filter(byDistribution).map(({ transform }) => transform));
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
