/** The rows of one job: times for an image with all its variants, ratios to the first row, and sizes of the results. */
export function printJob({ title }, rows) {
  const [ours] = rows;
  print(title, [
    ['', 'min ms', 'median ms', 'CPU ms', 'min ×', 'median ×', 'CPU ×', 'kB', 'chroma', 'PSNR dB'],
    ...rows.map(({ who, min, median, cpu, bytes, subsampling, psnr }) => [
      who,
      min.toFixed(2),
      median.toFixed(2),
      cpu.toFixed(2),
      (min / ours.min).toFixed(2),
      (median / ours.median).toFixed(2),
      (cpu / ours.cpu).toFixed(2),
      (bytes / 1000).toFixed(1),
      subsampling,
      psnr?.toFixed(2) ?? '–',
    ]),
  ]);
  const names = [...new Set(rows.flatMap(({ parts }) => Object.keys(parts)))];
  print('Its parts, fastest, in ms', [
    ['', ...names],
    ...rows.map(({ who, parts }) => [who, ...names.map((name) => parts[name]?.toFixed(2) ?? '–')]),
  ]);
}

/** The rows of one case of whole commands, in seconds; × is the time divided by that of the first row. */
export function printCase({ title }, rows) {
  const [ours] = rows;
  const times =
    (part) =>
    ({ [part]: { least, median, most } }) => [
      least.toFixed(2),
      median.toFixed(2),
      most.toFixed(2),
      (least / ours[part].least).toFixed(2),
      (median / ours[part].median).toFixed(2),
    ];
  const heads = (part) => [`${part} s`, 'median', 'most', `${part} ×`, 'median ×'];
  print(`${ours.inputs} × ${title}`, [
    ['', ...heads('wall'), ...heads('CPU'), 'MB'],
    ...rows.map((row) => [
      row.who,
      ...times('wall')(row),
      ...times('cpu')(row),
      (row.bytes / 1e6).toFixed(1),
    ]),
  ]);
}

/** A table with its first column aligned left, the others right. */
export function print(title, rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  '),
  );
  console.log(`\n${title}\n${lines.join('\n')}`);
}
