import { LabelError } from '../errors.js';
import type { Frame } from '../geometry/types.js';
import { damageOf } from './json.js';
import type { Annotations } from './model.js';

const FILE = 'annotations';

/**
 * Checks what a caller passes as Annotations, who may not use TypeScript.
 * @throws LabelError that names the first member that is missing or of another kind, or whose data has another length
 */
export function expectAnnotations({ ...annotations }: Annotations): void {
  const { objects, labelMaps } = annotations as Partial<Annotations>;
  if (!Array.isArray(labelMaps)) throw new LabelError({ file: FILE }, 'labelMaps: expected a list');
  if (!Array.isArray(objects)) throw new LabelError({ file: FILE }, 'objects: expected a list');
  const plain = objects.map((object: unknown) =>
    typeof object === 'object' && object !== null ? { ...object, bitmap: undefined } : object,
  );
  const damaged = damageOf({ ...annotations, objects: plain });
  if (damaged !== undefined)
    throw new LabelError({ file: FILE }, `${damaged}: it is missing, or not what the type Annotations says`);
  annotations.objects.forEach(({ bitmap }, i) => {
    if (bitmap) expectLength(bitmap, `objects.${i}.bitmap`);
  });
  annotations.labelMaps.forEach((labelMap, i) => {
    expectLength(labelMap, `labelMaps.${i}`);
  });
}

function expectLength(
  { width, height, data }: Frame & { readonly data: ArrayLike<number> },
  name: string,
): void {
  const length = (data as ArrayLike<number> | undefined)?.length;
  if (length === width * height) return;
  throw new LabelError(
    { file: FILE },
    `${name}.data: expected ${width * height} values for ${width}×${height} pixels, found ${length ?? 'none'}`,
  );
}
