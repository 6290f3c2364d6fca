import type { Summary } from '../jobs/run.js';
import { count, describeFailure } from './say.js';

/** More notes than this are counted, not listed. */
const NOTES_SHOWN = 20;

/** The end of a run in words: what was made, what failed and why, where the results are. */
export function describeSummary(
  summary: Summary,
  { quiet, dryRun }: { quiet?: boolean; dryRun?: boolean },
): string[] {
  const failures = summary.failures.map(describeFailure);
  if (quiet) return failures;
  return [
    ...describeNotes(summary.notes),
    ...describeLeftovers(summary),
    ...failures,
    ...(dryRun ? describeForecast(summary) : describeCounts(summary)),
  ];
}

function describeNotes(notes: readonly string[]): string[] {
  const shown = notes.slice(0, NOTES_SHOWN).map((note) => `note: ${note}`);
  const more = notes.length - shown.length;
  return more > 0 ? [...shown, `note: and ${more} more; --json holds them all`] : shown;
}

function describeLeftovers({ staleOutputs, removed }: Summary): string[] {
  return [
    ...(removed.length > 0 ? [`removed: ${nameOutputs(removed)}`] : []),
    ...(staleOutputs.length > 0 ? [`left over: ${nameOutputs(staleOutputs)}; --delete removes them`] : []),
  ];
}

function nameOutputs(keys: readonly string[]): string {
  const names = keys.slice(0, 3).join(', ') + (keys.length > 3 ? ', …' : '');
  return `${count(keys.length, 'output')} of photos or variants that are no more (${names})`;
}

function describeCounts(summary: Summary): string[] {
  const { objects } = summary;
  const labelled = objects.kept + objects.dropped > 0;
  return [
    [...countPhotos(summary, 'made'), `${summary.seconds.toFixed(1)} s`].join(', '),
    ...(labelled
      ? [`objects: ${objects.kept} kept (${objects.clipped} of them clipped), ${objects.dropped} dropped`]
      : []),
    summary.interrupted ? 'interrupted; run the same command again to go on' : `results: ${summary.output}`,
  ];
}

function describeForecast(summary: Summary): string[] {
  return [`${countPhotos(summary, 'to be made').join(', ')}; nothing was written`];
}

function countPhotos({ images, unchanged, variants, failures }: Summary, done: string): string[] {
  return [
    count(images, 'photo'),
    `${count(variants, 'variant')} ${done}`,
    ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
    ...(failures.length > 0 ? [`${failures.length} failed`] : []),
  ];
}
