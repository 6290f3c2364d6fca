import * as z from 'zod';
import type { Json } from '../../json.js';

/** What a column of a file with boxes says. */
export type Role = 'image' | 'width' | 'height' | 'class' | 'x0' | 'y0' | 'x1' | 'y1';

/** Names of columns, in lower case; the first of each is the one that new files have. */
const ROLES: Readonly<Record<Role, readonly string[]>> = {
  image: ['filename', 'path', 'image', 'image_path', 'image_name', 'file', 'img', 'img_path'],
  width: ['width', 'image_width'],
  height: ['height', 'image_height'],
  class: ['class', 'label', 'class_name', 'category', 'name'],
  x0: ['xmin', 'x_min', 'x1', 'left'],
  y0: ['ymin', 'y_min', 'y1', 'top'],
  x1: ['xmax', 'x_max', 'x2', 'right'],
  y1: ['ymax', 'y_max', 'y2', 'bottom'],
};
const NEEDED: readonly Role[] = ['image', 'class', 'x0', 'y0', 'x1', 'y1'];

export const SIDES = ['x0', 'y0', 'x1', 'y1'] as const;

/** The columns of TensorFlow's object detection, as Roboflow exports them. */
export const FRESH_HEADER = Object.values(ROLES).map(([usual]) => usual!);

/** The columns of keras-retinanet's files, which have no header. */
export const BARE_ROLES: readonly Role[] = ['image', 'x0', 'y0', 'x1', 'y1', 'class'];

/** The role of each column, or undefined where it has none; undefined as a whole if a needed one is missing. */
export function rolesOf(header: readonly string[]): readonly (Role | undefined)[] | undefined {
  const names = header.map((name) => name.trim().toLowerCase());
  const columnOf = (role: Role) => names.findIndex((name) => ROLES[role].includes(name));
  if (NEEDED.some((role) => columnOf(role) < 0)) return undefined;
  const all = Object.keys(ROLES).filter((role): role is Role => role in ROLES);
  return names.map((_, column) => all.find((role) => columnOf(role) === column));
}

/** The columns that a file of Open Images cannot do without. Sides are fractions of the image. */
const OPEN_IMAGES: Readonly<Record<string, Role>> = {
  ...{ ImageID: 'image', LabelName: 'class' },
  ...{ XMin: 'x0', XMax: 'x1', YMin: 'y0', YMax: 'y1' },
};

/** The role of each column of a file with boxes of Open Images; undefined as a whole if it is none. */
export function rolesOfOpenImages(header: readonly string[]): readonly (Role | undefined)[] | undefined {
  const names = header.map((name) => name.trim());
  const isWhole = Object.keys(OPEN_IMAGES).every((name) => names.includes(name));
  return isWhole ? names.map((name) => OPEN_IMAGES[name]) : undefined;
}

/**
 * boxes: a row for each box, with a header. bare: the same as keras-retinanet has it. classes: a row for each image, with
 * 0 or 1 for each class. openimages: boxes in fractions, and codes for classes. names: the names of these codes.
 */
const kind = z.enum(['boxes', 'bare', 'classes', 'openimages', 'names']);
export type Kind = z.infer<typeof kind>;

const fileMemory = z.object({
  kind,
  header: z.array(z.string()),
  whole: z.boolean(),
  /** A file of names as it is. */
  text: z.string().optional(),
  /** The names of the codes in a file of Open Images. */
  names: z.record(z.string(), z.string()).optional(),
});
export type FileMemory = z.infer<typeof fileMemory>;

/** The cells of a box's row, the digest of its geometry as it was read, and its class where the row has a code. */
const objectMemory = z.object({
  cells: z.array(z.string()),
  digest: z.string(),
  named: z.string().optional(),
});

/** Whether the file had a row without a box for the image. */
const imageMemory = z.object({ listed: z.literal(true) });

/** The rows of one image. */
export const partSchema = z.object({
  file: z.string(),
  kind,
  header: z.array(z.string()),
  rows: z.array(z.array(z.string())),
});

export const fileMemoryOf = (extra: Json | undefined) => memoryOf(fileMemory, extra);
export const objectMemoryOf = (extra: Json | undefined) => memoryOf(objectMemory, extra);
export const imageMemoryOf = (extra: Json | undefined) => memoryOf(imageMemory, extra);

function memoryOf<Type>(schema: z.ZodType<Type>, extra: Json | undefined): Type | undefined {
  return z.object({ csv: schema }).safeParse(extra).data?.csv;
}

/** The roles of a file's columns. */
export function rolesOfFile({
  kind,
  header,
}: Pick<FileMemory, 'kind' | 'header'>): readonly (Role | undefined)[] {
  if (kind === 'bare') return BARE_ROLES;
  return (kind === 'openimages' ? rolesOfOpenImages(header) : rolesOf(header)) ?? [];
}
