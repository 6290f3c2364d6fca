import type { Json } from '../json.js';
import { bitmapOfCounts, countsOfBitmap, countsOfText, textOfCounts } from './rle.js';
import type { AnnotatedObject, Annotations } from './model.js';
import type { Bitmap } from '../geometry/types.js';

/** A bitmap as COCO writes it: [height, width], and the compressed runs of its columns. */
interface Runs {
  readonly size: readonly [height: number, width: number];
  readonly counts: string;
}

type PlainObject = Omit<AnnotatedObject, 'bitmap'> & { readonly bitmap?: Runs };

/**
 * Annotations as plain JSON, for Records. Label maps are left out: they are files of their own among the outputs.
 */
export function annotationsToJson({ labelMaps: _planes, ...annotations }: Annotations): Json {
  const objects = annotations.objects.map(({ bitmap, ...object }): PlainObject => {
    return bitmap ? { ...object, bitmap: toRuns(bitmap) } : object;
  });
  return { ...annotations, objects } as unknown as Json;
}

/** @param json what `annotationsToJson` gave */
export function annotationsFromJson(json: Json): Annotations {
  const annotations = json as unknown as Omit<Annotations, 'labelMaps' | 'objects'> & {
    readonly objects: PlainObject[];
  };
  const objects = annotations.objects.map(({ bitmap, ...object }): AnnotatedObject => {
    return bitmap ? { ...object, bitmap: fromRuns(bitmap) } : object;
  });
  return { ...annotations, objects, labelMaps: [] };
}

function toRuns(bitmap: Bitmap): Runs {
  return { size: [bitmap.height, bitmap.width], counts: textOfCounts(countsOfBitmap(bitmap)) };
}

function fromRuns({ size: [height, width], counts }: Runs): Bitmap {
  return bitmapOfCounts(countsOfText(counts), width, height);
}
