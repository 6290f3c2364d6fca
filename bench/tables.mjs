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

/** A table of whole commands, in seconds. */
export function printPool(rows, images) {
  print(`${images} images × 8 variants with 5 boxes, files to files, 2 workers`, [
    ['', 'min s', 'median s', 'variants/s', 'min ×', 'CPU s', 'CPU ×'],
    ...rows.map(({ who, min, median, variants, cpu }) => [
      who,
      min.toFixed(2),
      median.toFixed(2),
      (variants / min).toFixed(0),
      (min / rows[0].min).toFixed(2),
      cpu.toFixed(2),
      (cpu / rows[0].cpu).toFixed(2),
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
