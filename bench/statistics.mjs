/**
 * @param images for each image, the answers of all rounds, which did the same work
 * @returns means over the images: of the fastest run, the median run, the least processor time, and the fastest run of
 *   each part
 */
export function summarise(images) {
  const runs = images.map((answers) => answers.flatMap((answer) => answer.runs));
  const totals = runs.map((times) => times.map((parts) => sum(Object.values(parts))));
  const fastest = (part) => mean(runs.map((times) => Math.min(...times.map((parts) => parts[part]))));
  return {
    min: mean(totals.map((times) => Math.min(...times))),
    median: mean(totals.map(median)),
    cpu: mean(images.map((answers) => Math.min(...answers.map(({ cpu }) => cpu)))),
    parts: Object.fromEntries(Object.keys(runs[0][0]).map((part) => [part, fastest(part)])),
    bytes: Math.round(mean(images.map((answers) => answers[0].bytes))),
  };
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

export function mean(values) {
  return sum(values) / values.length;
}

export function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
