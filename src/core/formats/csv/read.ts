import type { AnnotatedObject } from '../../annotations/model.js';
import type { DatasetPart, LabelContext, LabelReading } from '../format.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { BadLabel } from '../shared/json-file.js';
import { isTurn } from '../shared/turns.js';
import { sizeProblems } from '../shared/size-problems.js';
import { isFlag } from './recognise.js';
import { fileMemoryOf, partSchema, rolesOfFile, SIDES, type Kind, type Role } from './model.js';
import { isTruncated } from './open-images.js';

/** Beyond these, sides are no fractions of the image. */
const POSSIBLE = { least: -1, most: 2 };

/** The boxes of one image, or its classes as tags. Messages quote a row, because rows move when others are added. */
export function readPart({ image, labels }: DatasetPart, context: LabelContext): LabelReading {
  const part = partSchema.parse(labels);
  const { file, kind, header, rows } = part;
  const name = JSON.stringify(image);
  const { width, height } = context;
  const empty = { width, height, objects: [], labelMaps: [], tags: [] };
  if (kind === 'classes') return { annotations: { ...empty, tags: tagsOf(header, rows) }, problems: [] };

  const names = fileMemoryOf(context.schema.extra)?.names ?? {};
  const frame = kind === 'openimages' ? context : undefined;
  const roles = rolesOfFile(part);
  const cellOf = (cells: readonly string[], role: Role) => cells[roles.indexOf(role)]?.trim() ?? '';
  const sizes = rows.map((cells) => ({ width: cellOf(cells, 'width'), height: cellOf(cells, 'height') }));
  const declared = new Map(sizes.map((size) => [`${size.width}×${size.height}`, size]));
  const problems = [...declared.values()].flatMap((size) => sizeProblems({ file }, size, context, name));
  const objects: AnnotatedObject[] = [];
  let listed = false;
  for (const cells of rows) {
    const texts = SIDES.map((side) => cellOf(cells, side));
    const isWhole = kind === 'bare' || cells.length >= header.length;
    const isListing = isWhole && texts.every((text) => text === '') && cellOf(cells, 'class') === '';
    if (isListing) listed = true;
    else
      try {
        const row = { cells: keptCells(cells, roles, kind), code: cellOf(cells, 'class'), texts };
        const object = readRow(row, frame, names);
        const unmoved = header.filter((column, i) => roles[i] === undefined && isTurn(column, cells[i]));
        objects.push({
          ...object,
          ...(isTruncated(header, cells) && { truncated: true }),
          ...(unmoved.length > 0 && { unmoved: unmoved.map((column) => column.trim()) }),
        });
      } catch (error) {
        if (!(error instanceof BadLabel)) throw error;
        const reason = `${name}, ${cellOf(cells, 'class')} ${texts.join(',')}: ${error.message}`;
        problems.push({ file, reason, severity: 'rejected' });
      }
  }
  const extra = listed ? { extra: { csv: { listed } } } : {};
  return { annotations: { ...empty, objects, ...extra }, problems };
}

/** Cells that are not written anew for each output. */
function keptCells(cells: readonly string[], roles: readonly (Role | undefined)[], kind: Kind): string[] {
  const isCode = (role: Role) => kind === 'openimages' && role === 'class';
  const isKept = (role: Role | undefined) =>
    role === undefined || isCode(role) || SIDES.some((side) => side === role);
  return cells.map((cell, column) => (isKept(roles[column]) ? cell : ''));
}

interface BoxRow {
  readonly cells: readonly string[];
  readonly code: string;
  /** Its sides. */
  readonly texts: readonly string[];
}

/** @param frame present if the sides are fractions of it */
function readRow(
  { cells, code, texts }: BoxRow,
  frame: LabelContext | undefined,
  names: Readonly<Record<string, string>>,
): AnnotatedObject {
  if (code === '') throw new BadLabel('a row without a class');
  const sides = texts.map(numberOf);
  if (frame && sides.some((side) => side < POSSIBLE.least || side > POSSIBLE.most))
    throw new BadLabel('its sides are no fractions of the image (are they pixels?)');
  const [x0, y0, x1, y1] = frame
    ? sides.map((side, i) => side * (i % 2 === 0 ? frame.width : frame.height))
    : sides;
  if (x1! <= x0! || y1! <= y0!) throw new BadLabel('this box has no area');
  const named = names[code];
  const object: AnnotatedObject = { class: named ?? code, box: [x0!, y0!, x1!, y1!] };
  const memory = { cells: [...cells], digest: geometryDigest(object), ...(frame && { named: object.class }) };
  return { ...object, extra: { csv: memory } };
}

function numberOf(text: string): number {
  const value = text === '' ? NaN : Number(text);
  if (!Number.isFinite(value)) throw new BadLabel(`${JSON.stringify(text)} is not a number`);
  return value;
}

function tagsOf([, ...classes]: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const isSet = (column: number) => rows.some((cells) => cells[column + 1]?.trim() === '1');
  return classes.map((name) => name.trim()).filter((_, column) => isSet(column));
}

/** The first cell of a row of classes that is neither 0 nor 1. */
export function badFlag([, ...flags]: readonly string[]): string | undefined {
  return flags.find((cell) => !isFlag(cell));
}
