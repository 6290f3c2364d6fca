import { FINDING_KINDS } from './kinds.js';
import type { FindingKind } from './kinds.js';
import type { Finding, Report } from './report.js';

/** What pages show of a report, as data: the page of `--html` and the studio draw the same. */

/** Of each list, so that a page stays small; the JSON has all. */
const CLASSES_SHOWN = 200;

/** A number at the head of a report. */
export interface ReportFact {
  readonly value: number;
  readonly name: string;
  readonly about?: string;
  readonly severity?: Finding['severity'];
}

/** A part of a bar. Its name decides its colour, and is none of the data set's. */
export interface Part {
  readonly name: string;
  readonly value: number;
}

export interface ReportRow {
  readonly cells: readonly (string | number)[];
  readonly parts: readonly Part[];
  /** Stands behind the bar. */
  readonly words?: string;
  /** The class that the row is about. */
  readonly class?: string;
}

export interface ReportTable {
  readonly title: string;
  /** One for each cell of a row; the bar and the words have none. */
  readonly head: readonly string[];
  readonly rows: readonly ReportRow[];
  /** The value that is as wide as the bars can be. */
  readonly whole: number;
  /** Names of the parts of the bars, where there are several. */
  readonly legend: readonly string[];
  readonly note?: string;
}

/** All findings of one kind that a report kept, and how many there are. */
export interface FindingGroup {
  readonly kind: FindingKind;
  readonly severity: Finding['severity'];
  readonly title: string;
  readonly remedy: string;
  readonly count: number;
  /** Whether the images of a finding are copies of one another. */
  readonly areCopies: boolean;
  readonly findings: readonly Finding[];
}

export function reportFacts({ images, labels, classes, objects, counts }: Report): ReportFact[] {
  const sum = (severity: Finding['severity']) =>
    counts.filter((one) => one.severity === severity).reduce((total, one) => total + one.count, 0);
  const namesIn = (named: Readonly<Record<string, number>>) => Object.keys(named).join(', ');
  return [
    { value: sum('severe'), name: 'severe findings', severity: 'severe' },
    { value: sum('note'), name: 'notes', severity: 'note' },
    { value: images.count, name: 'images', about: namesIn(images.formats) },
    { value: images.labelled, name: 'with labels', about: namesIn(labels) },
    { value: objects.count, name: 'objects' },
    { value: classes.length, name: 'classes' },
  ];
}

export function groupFindings({ counts, findings }: Pick<Report, 'counts' | 'findings'>): FindingGroup[] {
  return counts.map(({ kind, severity, count }) => {
    const { title, remedy, ...facts } = FINDING_KINDS[kind];
    return {
      ...{ kind, severity, title, remedy, count, areCopies: 'areCopies' in facts },
      findings: findings.filter((finding) => finding.kind === kind),
    };
  });
}

export function describeComparison({ comparison: { contents, hashes, distance } }: Report): string {
  return `${contents} images compared by their bytes, ${hashes} by what they show: nearly the same up to a distance of ${distance} of 256.`;
}

export function splitsTable({ splits }: Report): ReportTable | undefined {
  if (splits.length === 0) return undefined;
  return {
    ...{ title: 'Splits', head: ['split', 'images', 'objects'], legend: [] },
    whole: largest(splits.map(({ images }) => images)),
    rows: splits.map(({ name, images, objects }) => ({
      cells: [name || 'in none', images, objects],
      parts: [{ name: 'images', value: images }],
    })),
  };
}

export function classesTable(report: Report): ReportTable | undefined {
  const { classes, splits, objects, classesFrom } = report;
  if (classes.length === 0) return undefined;
  const names = splits.flatMap(({ name }) => (name === '' ? [] : name));
  const shown = classes
    .toSorted((a, b) => b.objects - a.objects || b.images - a.images)
    .slice(0, CLASSES_SHOWN);
  const hasObjects = objects.count > 0;
  const sizes = isMeasured(report) ? SIZES : [];
  const more = classes.length - shown.length;
  const notes = [
    ...(classesFrom === 'folders' ? ['The folders of the images are taken for their classes.'] : []),
    ...(more > 0 ? [`And ${more} more.`] : []),
  ];
  return {
    title: 'Classes',
    head: ['class', 'images', 'objects', ...names],
    whole: largest(shown.map((one) => (hasObjects ? one.objects : one.images))),
    legend: sizes,
    ...(notes.length > 0 && { note: notes.join(' ') }),
    rows: shown.map((one) => {
      const sized = sizes.map((name) => ({ name, value: one.sizes[name] }));
      const other = one.objects - sized.reduce((sum, { value }) => sum + value, 0);
      const inSplits = names.map((name) => {
        const found = one.splits[name];
        return (hasObjects ? found?.objects : found?.images) ?? 0;
      });
      return {
        cells: [one.name, one.images, one.objects, ...inSplits],
        parts: hasObjects
          ? [...sized, { name: 'other', value: other }]
          : [{ name: 'images', value: one.images }],
        class: one.name,
      };
    }),
  };
}

export function sizesTable({ sizes }: Report): ReportTable | undefined {
  if (!sizes) return undefined;
  const { smallest, largest: last, distinct, common } = sizes;
  return {
    ...{ title: 'Sizes', head: ['pixels', 'images'], legend: [] },
    whole: largest(common.map(({ images }) => images)),
    rows: common.map(({ width, height, images }) => ({
      cells: [`${width} × ${height}`, images],
      parts: [{ name: 'images', value: images }],
    })),
    note:
      distinct === 1
        ? 'All of one size'
        : `${distinct} different, from ${smallest.width} × ${smallest.height} to ${last.width} × ${last.height}`,
  };
}

export function effectsTable({ recipe }: Report): ReportTable | undefined {
  if (!recipe) return undefined;
  return {
    title: `What ${recipe.from} does`,
    head: ['class', 'in variants', 'in part', 'dropped'],
    whole: largest(recipe.classes.map(({ objects }) => objects)),
    legend: ['kept', 'partly', 'dropped'],
    rows: recipe.classes.map(({ name, objects, clipped, dropped, losses }) => ({
      cells: [name, objects, clipped, dropped],
      parts: [
        { name: 'kept', value: objects - dropped - clipped },
        { name: 'partly', value: clipped },
        { name: 'dropped', value: dropped },
      ],
      words: losses.map((loss) => `${loss.step} (${describeTaken(loss)})`).join(', '),
      class: name,
    })),
  };
}

export function balanceTable({ balance }: Report): ReportTable | undefined {
  if (!balance) return undefined;
  const { to, ratio, most } = balance.rules;
  const rule = to === undefined ? `ratio: ${ratio ?? 1}` : `to: ${to}`;
  return {
    title: 'What balancing gives',
    head: ['class', 'objects', 'balanced', 'wanted'],
    whole: largest(balance.classes.map(({ after }) => after)),
    legend: ['before', 'added'],
    rows: balance.classes.map(({ name, before, after, target }) => ({
      cells: [name, before, after, target],
      parts: [
        { name: 'before', value: before },
        { name: 'added', value: after - before },
      ],
      class: name,
    })),
    note: `With balance: { ${rule}, most: ${most} }, ${balance.images} images get more variants.`,
  };
}

/** @returns undefined where there are no objects, or where Records, which do not know how large they are, told of them */
export function describeObjectSizes(report: Report): string | undefined {
  if (!isMeasured(report)) return undefined;
  const { count, sizes } = report.objects;
  const counted = SIZES.map((name) => `${sizes[name]} ${name}`).join(', ');
  return `${count} objects: ${counted} (less than 32², less than 96² pixels, and more). Where the centres of their boxes lie, in shares of the image:`;
}

/** The names stand in the report; the list is theirs in their order. */
const SIZES = ['small', 'medium', 'large'] as const satisfies readonly (keyof Report['objects']['sizes'])[];

function isMeasured({ objects: { sizes } }: Report): boolean {
  return SIZES.some((size) => sizes[size] > 0);
}

/** A part of a bar in its place, both in hundredths of the chart's width. */
interface PlacedPart extends Part {
  readonly left: number;
  readonly width: number;
}

/** @param whole the value that is as wide as the chart */
export function placeParts(parts: readonly Part[], whole: number): PlacedPart[] {
  let left = 0;
  return parts.map(({ name, value }) => {
    const width = whole > 0 ? (100 * value) / whole : 0;
    const placed = { name, value, left, width };
    left += width;
    return placed;
  });
}

interface HeatCell {
  readonly x: number;
  readonly y: number;
  readonly count: number;
  /** Of the count of the fullest cell. */
  readonly share: number;
}

/** The cells of a heat map that are not empty. */
export function heatCells({ counts, columns }: Report['heatMap']): HeatCell[] {
  const most = largest(counts);
  return counts.flatMap((count, i) =>
    count === 0 ? [] : { x: i % columns, y: Math.floor(i / columns), count, share: count / most },
  );
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** `1 dropped, 2 clipped, 3 covered`: what one step took of objects. `covered` are some of the clipped. */
export function describeTaken({
  dropped,
  clipped,
  covered = 0,
}: {
  readonly dropped: number;
  readonly clipped: number;
  readonly covered?: number;
}): string {
  const counts = { dropped, clipped: clipped - covered, covered };
  return Object.entries(counts)
    .flatMap(([what, number]) => (number > 0 ? [`${number} ${what}`] : []))
    .join(', ');
}
