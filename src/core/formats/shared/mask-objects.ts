import { LabelError } from '../../errors.js';
import { nestRings } from '../../geometry/nest.js';
import type { Polygon } from '../../geometry/types.js';
import type { AnnotatedObject, Annotations, LabelMap } from '../../annotations/model.js';
import type { ClassIdentity } from '../../annotations/class-identity.js';
import { maskClasses } from './mask-classes.js';
import { findRegions } from './mask-regions.js';
import type { Region, RegionsOfMask } from './mask-regions.js';
import { outlineOf } from '../../geometry/trace-bitmap.js';

/**
 * The objects that the label maps of an image show, for a format that holds polygons and no label maps: one for each
 * value of the instance map, with the class that most of its pixels have, and one for each connected region of a class
 * elsewhere. Pixels that touch at a corner are connected, as in OpenCV's `findContours`. The polygons follow the edges
 * of pixels, holes included, so that they cover exactly the pixels of the object.
 * @param image names the image in an error
 * @param named values that are classes in any case, as `labels.classes.rename` names them
 * @throws LabelError if nothing shows which classes the objects have
 */
export function objectsOfMaps(
  { labelMaps }: Pick<Annotations, 'labelMaps'>,
  image: string,
  named: readonly string[],
): readonly AnnotatedObject[] {
  const ofKind = (kind: LabelMap['kind']) => labelMaps.find((map) => map.kind === kind);
  const semantic = ofKind('semantic');
  if (!semantic) throw new LabelError({ file: image }, WITHOUT_CLASSES);
  const { ofValues, isUnclear } = maskClasses(semantic, named);
  if (isUnclear) throw new LabelError({ file: image }, UNCLEAR);
  const found = findRegions(semantic, ofKind('instance'), (value) => ofValues.has(value));
  return found.regions.map((region) => objectOf(region, found, ofValues.get(region.value)!));
}

const WITHOUT_CLASSES =
  'its instance mask does not show which classes the objects have; a semantic mask must lie beside it';
const UNCLEAR =
  "its mask has only the values 0 and 255, and 255 may be a class or pixels to ignore; name it in the recipe (labels: {classes: {rename: {'255': NAME}}}) or in a labelmap.txt (void:255,255,255)";

function objectOf(region: Region, found: RegionsOfMask, identity: ClassIdentity): AnnotatedObject {
  return { ...identity, polygons: polygonsOf(region, found), traced: true };
}

function polygonsOf(region: Region, { numbers, width }: RegionsOfMask): readonly Polygon[] {
  const { number, left, top, right, bottom } = region;
  const crop = { width: right - left, height: bottom - top };
  const data = new Uint8Array(crop.width * crop.height);
  for (let y = 0; y < crop.height; y++)
    for (let x = 0; x < crop.width; x++)
      if (numbers[(top + y) * width + left + x] === number) data[y * crop.width + x] = 1;
  const rings = outlineOf({ ...crop, data });
  return nestRings(rings.map((ring) => ring.map(([x, y]) => [x + left, y + top] as const)));
}
