import type { Recipe } from '../core/recipe/schema.js';
import { areLabelsLost } from '../dataset/unused.js';
import type { Summary } from '../jobs/run.js';
import { countFailures } from './count-failures.js';
import { describeBalance } from './balance.js';
import { describeInventory, describeLostLabels } from './inventory.js';
import { describeLosses } from './losses.js';
import { describeTrainingSet } from './training-set.js';
import { count, describeCounts, describeFailure, describeMixedIn } from './say.js';

/** Further notes are only counted. */
const NOTES_SHOWN = 20;

interface Described {
  readonly quiet?: boolean;
  /** True where tables beside the lines have the failures and the losses. */
  readonly isBesideTables?: boolean;
}

/** The lines at the end of a run: notes, failures with their reasons, counts, and where the results are. */
export function describeSummary(
  summary: Summary,
  recipe: Recipe,
  { quiet, isBesideTables = false }: Described,
): string[] {
  const { inventory } = summary;
  const failures = [
    ...(isBesideTables ? [] : summary.failures.map(describeFailure)),
    ...(areLabelsLost(inventory) ? [`failed: ${describeLostLabels(inventory)}`] : []),
  ];
  if (quiet) return failures;
  return [
    ...describeNotes(summary.notes),
    ...describeStaleOutputs(summary),
    ...describeInventory(inventory),
    ...describeTrainingSet(inventory, recipe),
    ...(summary.balance ? describeBalance(summary.balance) : []),
    ...failures,
    ...describeResult(summary, recipe, isBesideTables),
  ];
}

/** Notes, of which the first few are shown. */
export function describeNotes(notes: readonly string[]): string[] {
  const shown = notes.slice(0, NOTES_SHOWN).map((note) => `note: ${note}`);
  const more = notes.length - shown.length;
  return more > 0 ? [...shown, `note: and ${more} more (--json prints all)`] : shown;
}

function describeStaleOutputs({ staleOutputs, removed, edited }: Summary): string[] {
  return [
    ...(removed.length > 0 ? [`removed: ${nameStale(removed)}`] : []),
    ...(edited.length > 0 ? [`kept, as another program has changed them: ${nameStale(edited)}`] : []),
    ...(staleOutputs.length > 0 ? [`left: ${nameStale(staleOutputs)}; --delete removes them`] : []),
  ];
}

function nameStale(keys: readonly string[]): string {
  const names = keys.slice(0, 3).join(', ') + (keys.length > 3 ? ', …' : '');
  return `${count(keys.length, 'stale output')} (${names})`;
}

function describeResult(summary: Summary, recipe: Recipe, isBesideTables: boolean): string[] {
  const objects = describeObjects(summary.objects, isBesideTables);
  if (summary.refused)
    return [...objects, 'nothing was written: labels.max_loss of the recipe allows no such losses'];
  if (summary.dryRun)
    return [...objects, `${countImages(summary, recipe, 'to be made').join(', ')}; nothing was written`];
  return [
    [...countImages(summary, recipe, 'made'), `${summary.seconds.toFixed(1)} s`].join(', '),
    ...objects,
    summary.interrupted
      ? `interrupted after ${summary.done} of ${count(summary.images, 'image')}; run the same command again to continue`
      : `results: ${summary.output}`,
  ];
}

function describeObjects(objects: Summary['objects'], isBesideTables: boolean): string[] {
  const { kept, dropped, mixedIn, copied } = objects;
  const isLost = copied.clipped + copied.dropped > 0;
  return [
    ...(kept + dropped + mixedIn > 0
      ? [`objects: ${describeCounts(objects)}${describeMixedIn(mixedIn)}`]
      : []),
    ...(isBesideTables ? [] : describeLosses(objects.classes)),
    ...(isLost ? [`objects of originals and copies: ${describeCounts(copied)}`] : []),
  ];
}

function countImages(summary: Summary, { modules }: Recipe, done: string): string[] {
  const { images, unchanged, variants, originals, empty, failures } = summary;
  const { images: failed, others } = countFailures(failures, modules);
  const copies = originals > 0 ? ` and ${count(originals, 'original')}` : '';
  return [
    count(images, 'image'),
    `${count(variants, 'variant')}${copies} ${done}`,
    ...(empty > 0 ? [`${empty} without objects`] : []),
    ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...others,
  ];
}
