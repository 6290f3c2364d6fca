// Draws the whole commands of a benchmark as SVG: node bench/chart.mjs RESULTS.jsonl CHART.svg
import { readFile, writeFile } from 'node:fs/promises';
import { CASES } from './commands/cases.mjs';

const WIDTH = 800;
const NAMES = 290;
const VALUES = 150;
const ROW = 20;
const TITLE = 34;
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; }
  .peer { fill: #afb8c1; }
  .ours { fill: #0969da; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .peer { fill: #57606a; }
    .ours { fill: #4493f8; }
  }
`;

const [results, chart] = process.argv.slice(2);
if (!chart) throw new Error('Usage: node bench/chart.mjs RESULTS.jsonl CHART.svg');
const rows = (await readFile(results, 'utf8'))
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const groups = Object.keys(CASES).flatMap((name) => groupOf(rows.filter((row) => row.case === name)) ?? []);
if (groups.length === 0)
  throw new Error(`${results} has no whole command with a peer; measure with --python`);
await writeFile(chart, draw(groups));

/** The rows of one case; undefined if there is nobody to compare with. */
function groupOf(members) {
  if (members.length < 2 || CASES[members[0].case].again) return undefined;
  const [{ case: name, inputs }] = members;
  return { title: `${inputs} × ${CASES[name].title}`, members };
}

function draw(all) {
  const title = 'Processor time of whole commands, least of the runs; shorter is better';
  const parts = [text(0, 16, title)];
  let y = ROW;
  for (const group of all) {
    parts.push(...drawGroup(group, y));
    y += TITLE + ROW * group.members.length;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 8}" role="img" aria-label="${title}">
<style>${STYLE}</style>
${parts.join('\n')}
</svg>
`;
}

/** The bars of one case, in the scale of its longest one. */
function drawGroup({ title, members }, top) {
  const times = members.map(({ cpu }) => cpu.least);
  const most = Math.max(...times);
  const bars = members.flatMap(({ who }, i) => {
    const y = top + TITLE + i * ROW;
    const length = ((WIDTH - NAMES - VALUES) * times[i]) / most;
    const kind = i === 0 ? 'ours' : 'peer';
    return [
      text(NAMES - 8, y + 14, who, 'text-anchor="end"'),
      `<rect class="${kind}" x="${NAMES}" y="${y + 3}" width="${length.toFixed(1)}" height="${ROW - 6}"/>`,
      text(NAMES + length + 6, y + 14, `${times[i].toFixed(2)} s, × ${(times[i] / times[0]).toFixed(2)}`),
    ];
  });
  return [text(0, top + TITLE - 10, title, 'class="title"'), ...bars];
}

function text(x, y, content, attributes = '') {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y}" ${attributes}>${escaped}</text>`;
}
