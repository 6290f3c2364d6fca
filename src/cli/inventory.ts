import type { ClassCount, Inventory, NamedFiles, UnusedFiles } from '../dataset/inventory.js';
import { UNUSED_REASONS } from '../dataset/unused.js';
import type { RejectedLabels } from '../dataset/rejected-labels.js';
import { count } from './say.js';

const FILES_NAMED = 3;
const CLASSES_NAMED = 6;

/** What was understood of an input, for users: two to four lines, and one for each reason why files are not used. */
export function describeInventory(inventory: Inventory): string[] {
  const { splits, lists, classes, links, unused, rejected } = inventory;
  return [
    describeLabels(inventory),
    ...describeSplits(splits, lists),
    ...(classes.length > 0 ? [describeClasses(inventory)] : []),
    ...(links.count > 0 ? [`links followed: ${links.count} (${nameFirst(links)})`] : []),
    ...unused.map(describeUnused),
    ...(rejected.count > 0 ? [describeLeftOut(rejected)] : []),
  ];
}

/** For users who want labels and have none: a command then ends with exit code 1. */
export function describeLostLabels({ unused }: Pick<Inventory, 'unused'>): string {
  const files = unused.filter(({ looksLikeLabels }) => looksLikeLabels).flatMap((group) => group.files);
  return `no image has labels, and files that look like labels are not used (${nameFirst(filesOf(files))}); if no labels are wanted, write \`labels: {read: none}\` in the recipe`;
}

function describeLabels({ images, formats, unlabelled }: Inventory): string {
  const total = count(images, 'image');
  const [first, ...more] = Object.entries(formats);
  if (!first) return `labels: none found for ${total}`;
  const rest = unlabelled.count > 0 ? `; ${unlabelled.count} without labels (${nameFirst(unlabelled)})` : '';
  if (more.length === 0) return `labels: ${first[0]}, ${first[1]} of ${total}${rest}`;
  const each = [first, ...more].map(([format, number]) => `${format} ${number}`).join(', ');
  return `labels: ${each} of ${total}${rest}`;
}

function describeSplits(counts: Readonly<Record<string, number>>, lists: readonly string[]): string[] {
  const parts = Object.entries(counts).map(([name, number]) => `${name} ${number}`);
  return parts.length > 0 ? [`splits${inBrackets(lists)}: ${parts.join(', ')}`] : [];
}

/** The classes with the most objects, and the files that gave their names. */
export function describeClasses({
  classes,
  datasetFiles,
}: Pick<Inventory, 'classes' | 'datasetFiles'>): string {
  const most = [...classes]
    .sort((a, b) => b.objects - a.objects || b.images - a.images)
    .slice(0, CLASSES_NAMED);
  const more = classes.length - most.length;
  const parts = [...most.map(describeClass), ...(more > 0 ? [`${more} more`] : [])];
  return `classes${inBrackets(datasetFiles)}: ${parts.join(', ')}`;
}

function describeClass({ name, objects, images }: ClassCount): string {
  return `${name} ${objects > 0 ? `${objects} ` : ''}in ${count(images, 'image')}`;
}

function describeUnused(unused: UnusedFiles): string {
  return `not used: ${count(unused.count, 'file')} (${nameFirst(unused)}): ${UNUSED_REASONS[unused.reason]}`;
}

function describeLeftOut({ count: number, labels }: RejectedLabels): string {
  const files = [...new Set(labels.map(({ file }) => file))];
  return `left out: ${count(number, 'label')} that cannot be used (${nameFirst(filesOf(files))})`;
}

function nameFirst({ count: all, files }: NamedFiles): string {
  const names = files.slice(0, FILES_NAMED).join(', ');
  return all > FILES_NAMED ? `${names}, …` : names;
}

function inBrackets(files: readonly string[]): string {
  return files.length > 0 ? ` (${nameFirst(filesOf(files))})` : '';
}

function filesOf(files: readonly string[]): NamedFiles {
  return { count: files.length, files };
}
