import type { Recipe } from '../core/recipe/schema.js';
import { areLabelsLost } from '../dataset/unused.js';
import { EXCESS } from '../jobs/excess.js';
import { NO_OBJECTS } from '../jobs/no-objects.js';
import type { Summary } from '../jobs/run.js';
import { describeBalance } from './balance.js';
import { describeInventory, describeLostLabels } from './inventory.js';
import { describeLosses } from './losses.js';
import { TERMINAL } from './readers.js';
import type { Reader } from './readers.js';
import { describeTrainingSet } from './training-set.js';
import { count, describeCounts, describeFailure, describeMixedIn } from './say.js';

/** Further notes are only counted. */
const NOTES_SHOWN = 20;

interface Described {
  readonly quiet?: boolean;
  /** Absent: whoever has typed the command. */
  readonly reader?: Reader;
}

/** The lines at the end of a run: notes, failures with their reasons, counts, and where the results are. */
export function describeSummary(
  summary: Summary,
  recipe: Recipe,
  { quiet, reader = TERMINAL }: Described,
): string[] {
  const { inventory } = summary;
  const failures = [
    ...(reader.hasTables ? [] : summary.failures.map(describeFailure)),
    ...(areLabelsLost(inventory) ? [`failed: ${describeLostLabels(inventory)}`] : []),
  ];
  if (quiet) return failures;
  return [
    ...describeNotes(summary.notes, reader),
    ...describeStaleOutputs(summary, reader),
    ...describeInventory(inventory),
    ...describeTrainingSet(inventory, recipe),
    ...(summary.balance ? describeBalance(summary.balance) : []),
    ...failures,
    ...describeResult(summary, reader),
  ];
}

/** Notes, of which the first few are shown. */
export function describeNotes(notes: readonly string[], { hasRest }: Reader = TERMINAL): string[] {
  const shown = notes.slice(0, NOTES_SHOWN).map((note) => `note: ${note}`);
  const more = notes.length - shown.length;
  return more > 0 ? [...shown, `note: and ${more} more${hasRest}`] : shown;
}

function describeStaleOutputs({ staleOutputs, removed, edited }: Summary, { removes }: Reader): string[] {
  return [
    ...(removed.length > 0 ? [`removed: ${nameStale(removed)}`] : []),
    ...(edited.length > 0 ? [`kept, as another program has changed them: ${nameStale(edited)}`] : []),
    ...(staleOutputs.length > 0 ? [`left: ${nameStale(staleOutputs)}; ${removes}`] : []),
  ];
}

function nameStale(keys: readonly string[]): string {
  const names = keys.slice(0, 3).join(', ') + (keys.length > 3 ? ', …' : '');
  return `${count(keys.length, 'stale output')} (${names})`;
}

function describeResult(summary: Summary, reader: Reader): string[] {
  const objects = describeObjects(summary.objects, reader);
  if (summary.refused)
    return [...objects, 'nothing was written: labels.max_loss of the recipe allows no such losses'];
  if (summary.dryRun)
    return [...objects, `${countImages(summary, 'to be made').join(', ')}; nothing was written`];
  return [
    [...countImages(summary, 'made'), `${summary.seconds.toFixed(1)} s`].join(', '),
    ...objects,
    summary.interrupted
      ? `interrupted after ${summary.done} of ${count(summary.images, 'image')}; ${reader.goesOn}`
      : `results: ${summary.output}`,
  ];
}

function describeObjects(objects: Summary['objects'], reader: Reader): string[] {
  const { kept, dropped, mixedIn, copied } = objects;
  const isLost = copied.clipped + copied.dropped > 0;
  return [
    ...(kept + dropped + mixedIn > 0
      ? [`objects: ${describeCounts(objects)}${describeMixedIn(mixedIn)}`]
      : []),
    ...(reader.hasTables ? [] : describeLosses(objects.classes, reader)),
    ...(isLost ? [`objects of originals and copies: ${describeCounts(copied)}`] : []),
  ];
}

function countImages(summary: Summary, done: string): string[] {
  const { images, unchanged, variants, originals, empty, failures } = summary;
  const failed = failures.filter(({ key }) => ![EXCESS, NO_OBJECTS].includes(key)).length;
  const copies = originals > 0 ? ` and ${count(originals, 'original')}` : '';
  return [
    count(images, 'image'),
    `${count(variants, 'variant')}${copies} ${done}`,
    ...(empty > 0 ? [`${empty} without objects`] : []),
    ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
}
