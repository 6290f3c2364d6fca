import { formats } from '../core/formats/index.js';
import type {
  DeclaredSchema,
  FormatName,
  LabelFile,
  LabelSchema,
  WriteContext,
} from '../core/formats/format.js';
import type { Annotations } from '../core/annotations/model.js';
import type { Recipe } from '../core/recipe/schema.js';
import { labelKeyFor, moveLabelKey } from '../dataset/layout.js';
import type { Source } from '../dataset/source.js';
import { nameOf } from '../core/keys.js';
import type { Output } from '../stores/store.js';

/** The format that a Source's labels are written in; null where it has none. */
export function writtenFormat(source: Source, { write }: Recipe['labels']): FormatName | null {
  if (!source.labels) return null;
  return write === 'same' ? source.labels.format : write;
}

/** What the output's labels declare: the Source's classes without those dropped, under their new names. */
export function outputSchema(
  schema: LabelSchema,
  { classes: rules }: Recipe['labels'],
  declared?: DeclaredSchema,
): LabelSchema {
  const kept = schema.classes
    .filter((name) => !rules.drop.includes(name))
    .map((name) => rules.rename[name] ?? name);
  return { ...schema, classes: [...new Set(kept)], ...declared };
}

/** The label files of one output, lying to it as the Source's lie to the Source. */
export function writeLabels(
  source: Source,
  annotations: Annotations,
  output: Output,
  {
    format,
    ...context
  }: Omit<WriteContext, 'fileName' | 'imageBytes' | 'image'> & { readonly format: FormatName },
): Output[] {
  const files = formats[format].write(annotations, {
    ...context,
    image: output.key,
    fileName: nameOf(output.key),
    imageBytes: output.bytes,
  });
  return files.flatMap((file) => {
    const key = placeOf(source, output.key, format, file);
    return key === undefined ? [] : [{ key, bytes: file.bytes }];
  });
}

function placeOf(
  source: Source,
  outputKey: string,
  format: FormatName,
  { role }: LabelFile,
): string | undefined {
  const own = source.labels?.format === format && source.labels.files.find((file) => file.role === role);
  return (own && moveLabelKey(own.key, source.key, outputKey)) || labelKeyFor(outputKey, format, role);
}
