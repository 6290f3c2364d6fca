import { OBJECT_SIZES } from '../core/inspection/objects.js';
import { FINDING_KINDS } from '../inspection/kinds.js';
import type { Report, ReportedClass } from '../inspection/report.js';
import { describeBalance } from './balance.js';
import { aligned, describeLosses } from './losses.js';
import { count, describeDropped } from './say.js';

/** Further ones are only counted. */
const CLASSES_SHOWN = 30;
const FINDINGS_SHOWN = 10;
const IMAGES_SHOWN = 5;

/** A report for a terminal. */
export function describeReport(report: Report): string[] {
  return [
    ...describeImages(report),
    ...describeClasses(report),
    ...describeEffects(report),
    ...describeFindings(report),
    describeVerdict(report),
  ];
}

function describeImages({ input, images, labels, splits, sizes, objects }: Report): string[] {
  const formats = inWords(images.formats);
  const rest = [
    ...(images.unlabelled > 0 ? [`${images.unlabelled} without labels`] : []),
    ...(images.empty > 0 ? [`${images.empty} with labels of nothing`] : []),
  ];
  return [
    `input: ${input}`,
    `images: ${images.count}${formats === '' ? '' : ` (${formats})`}`,
    `labels: ${images.labelled === 0 ? 'none found' : [inWords(labels), ...rest].join('; ')}`,
    ...(splits.length > 0
      ? [`splits: ${splits.map((split) => `${split.name || 'in none'} ${split.images}`).join(', ')}`]
      : []),
    ...(sizes ? [`sizes: ${describeSizes(sizes)}`] : []),
    ...(objects.count > 0
      ? [
          `objects: ${objects.count}${isMeasured(objects) ? `; ${OBJECT_SIZES.map((size) => `${size} ${objects.sizes[size]}`).join(', ')}` : ''}`,
        ]
      : []),
  ];
}

/** Records do not know how large objects are. */
function isMeasured({ sizes }: Report['objects']): boolean {
  return OBJECT_SIZES.some((size) => sizes[size] > 0);
}

function describeSizes({ smallest, largest, distinct, common }: NonNullable<Report['sizes']>): string {
  const first = common[0]!;
  const range = `${smallest.width} × ${smallest.height} to ${largest.width} × ${largest.height}`;
  if (distinct === 1) return `all ${first.width} × ${first.height}`;
  return `${range}, ${distinct} different, most often ${first.width} × ${first.height} (${count(first.images, 'image')})`;
}

function describeClasses({ classes, classesFrom, splits, objects }: Report): string[] {
  if (classes.length === 0) return [];
  const names = splits.flatMap(({ name }) => (name === '' ? [] : name));
  const shown = classes
    .toSorted((a, b) => b.objects - a.objects || b.images - a.images)
    .slice(0, CLASSES_SHOWN);
  const more = classes.length - shown.length;
  const hasObjects = objects.count > 0;
  const sizes = isMeasured(objects) ? OBJECT_SIZES : [];
  const head = [
    ...['class', 'images', ...(hasObjects ? ['objects', ...sizes] : [])],
    ...[...names.map((name) => `in ${name}`), ''],
  ];
  const rows = shown.map((one) => [
    ...[one.name, String(one.images)],
    ...(hasObjects ? [one.objects, ...sizes.map((size) => one.sizes[size])].map(String) : []),
    ...[...names.map((name) => String(inSplit(one, name))), ''],
  ]);
  return [
    `classes: ${classes.length}${classesFrom === 'folders' ? ', by the folders of the images' : ''}`,
    ...aligned([head, ...rows]),
    ...(more > 0 ? [`  and ${count(more, 'class', 'classes')} more (--json prints all)`] : []),
  ];
}

/** Objects; images for a class of whole images. */
function inSplit({ objects, splits }: ReportedClass, name: string): number {
  const found = splits[name];
  return (objects > 0 ? found?.objects : found?.images) ?? 0;
}

function describeEffects({ recipe, balance }: Report): string[] {
  const dropped = (moved: { readonly dropped: number }) => describeDropped({ ...moved, reasons: {} });
  return [
    ...(recipe
      ? [
          `recipe: ${recipe.from}: of the objects in variants ${recipe.kept} kept (${recipe.clipped} of them in part), ${dropped(recipe)}`,
          ...describeLosses(recipe.classes),
        ]
      : []),
    ...(balance
      ? [
          `balancing with ${describeRules(balance.rules)}:`,
          ...describeBalance(balance).map((line) => `  ${line}`),
        ]
      : []),
  ];
}

function describeRules({ to, ratio, most }: NonNullable<Report['balance']>['rules']): string {
  return `balance: { ${to === undefined ? `ratio: ${ratio ?? 1}` : `to: ${to}`}, most: ${most} }`;
}

function describeFindings({ counts, findings }: Report): string[] {
  return counts.flatMap(({ kind, severity, count: number }) => {
    const { title, remedy } = FINDING_KINDS[kind];
    const shown = findings.filter((finding) => finding.kind === kind).slice(0, FINDINGS_SHOWN);
    const more = number - shown.length;
    return [
      `${severity}: ${kind}, ${number}: ${title}`,
      ...shown.map(({ images, count: all, detail }) => `  ${nameImages(images, all)}${detail}`),
      ...(more > 0 ? [`  and ${more} more (--json prints a thousand)`] : []),
      `  → ${remedy}`,
    ];
  });
}

function nameImages(images: readonly string[], all: number): string {
  if (images.length === 0) return '';
  const named = images.slice(0, IMAGES_SHOWN).join(', ');
  return `${named}${all > IMAGES_SHOWN ? `, … (${all})` : ''}: `;
}

function describeVerdict({ counts, images, comparison }: Report): string {
  const sum = (severity: string) =>
    counts.filter((one) => one.severity === severity).reduce((total, one) => total + one.count, 0);
  const compared = `${comparison.hashes} compared by what they show, up to a distance of ${comparison.distance} of 256`;
  return `${count(images.count, 'image')} inspected, ${compared}: ${count(sum('severe'), 'severe finding')}, ${count(sum('note'), 'note')}`;
}

function inWords(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ');
}
