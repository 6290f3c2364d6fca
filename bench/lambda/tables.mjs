import { print } from '../tables.mjs';

const REQUESTS = ['GET', 'HEAD', 'LIST', 'PUT', 'DELETE', 'SQS'];

/** The table of one job: milliseconds and requests for an image, and the price of a million images, term by term. */
export function printCosts({ title }, rows) {
  const [ours] = rows;
  print(`${title}: for one image`, [
    ['', 'billed ms', 'min ms', '×', 'min ×', 'CPU ms', ...REQUESTS, 'log bytes'],
    ...rows.map(({ who, median, min, cpu, requests, logBytes }) => [
      who,
      median.toFixed(1),
      min.toFixed(1),
      (median / ours.median).toFixed(2),
      (min / ours.min).toFixed(2),
      cpu.toFixed(1),
      ...REQUESTS.map((kind) => requests[kind].toFixed(1)),
      logBytes?.toFixed(0) ?? '–',
    ]),
  ]);
  const terms = Object.keys(ours.dollars.arm64);
  print(
    'A million images, in US dollars',
    [['', ...terms]].concat(
      rows.flatMap(({ who, dollars }) =>
        Object.entries(dollars).map(([architecture, costs]) => [
          `${who}, ${architecture}`,
          ...terms.map((term) => costs[term].toFixed(2)),
        ]),
      ),
    ),
  );
}

export function printReconciliation({ images, runs, requests }) {
  const asked = REQUESTS.filter((kind) => requests[kind] > 0).map((kind) => `${requests[kind]} ${kind}`);
  console.log(`Full reconciliation of ${images} images: ${runs[0].toFixed(0)} ms, ${asked.join(', ')}`);
}

export function printColdStarts(rows) {
  const parts = Object.keys(rows[0].median);
  print('Cold start, ms (median, and minimum)', [
    ['', ...parts.map((part) => ({ total: 'until the first image is done' })[part] ?? part)],
    ...rows.map(({ who, median, min }) => [
      who,
      ...parts.map((part) => `${median[part].toFixed(0)} (${min[part].toFixed(0)})`),
    ]),
  ]);
}
