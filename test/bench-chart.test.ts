import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from './support/folders.js';

const SCRIPT = fileURLToPath(new URL('../bench/chart.mjs', import.meta.url));

it('the chart of a benchmark has a bar for each contestant, as long as its time', async () => {
  const folder = await temporaryFolder();
  const [results, chart] = [path.join(folder, 'results.jsonl'), path.join(folder, 'chart.svg')];
  const rows = [
    { case: 'flip', who: 'augment run', inputs: 300, cpu: { least: 2 } },
    { case: 'flip', who: 'A & B <tuned>', inputs: 300, cpu: { least: 1 } },
    { case: 'again', who: 'first run', inputs: 9, cpu: { least: 3 } },
    { case: 'again', who: 'second run', inputs: 9, cpu: { least: 1 } },
    { job: 'flip', who: 'this program' },
  ];
  await writeFile(results, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await promisify(execFile)(process.execPath, [SCRIPT, results, chart]);
  const svg = await readFile(chart, 'utf8');
  const widths = [...svg.matchAll(/<rect class="(\w+)".* width="([\d.]+)"/g)].map(([, kind, width]) => [
    kind,
    Number(width),
  ]);
  expect(widths).toEqual([
    ['ours', 360],
    ['peer', 180],
  ]);
  expect(svg).toContain('>300 × JPEGs, flip, quality 90</text>');
  expect(svg).toContain('>A &amp; B &lt;tuned></text>');
  expect(svg).toContain('>1.00 s, × 0.50</text>');
});
