import { LabelError } from '../../errors.js';
import { positionOf } from '../../annotations/class-identity.js';
import type { Annotations, LabelMap } from '../../annotations/model.js';
import type { LabelSchema } from '../format.js';
import { rasterise } from '../../geometry/raster-polygon.js';

const MOST_VALUES = 65_535;

/**
 * Label maps of objects that have polygons or a bitmap. Classes and objects count from 1; 0 is background. If objects
 * overlap, the last is on top. Objects with only a box are not painted. Without objects all is background.
 * @throws LabelError if an object's class is not among the data set's
 */
export function paintObjects(
  { width, height, objects }: Annotations,
  { classes }: LabelSchema,
): readonly LabelMap[] {
  const shaped = objects.filter(({ bitmap, polygons }) => bitmap ?? polygons);
  if (shaped.length === 0 && objects.length > 0) return [];
  const semantic = new (arrayFor(classes.length))(width * height);
  const instance = new (arrayFor(shaped.length))(width * height);
  shaped.forEach((object, index) => {
    const classNumber = positionOf(object, classes) + 1;
    if (classNumber === 0)
      throw new LabelError(
        { file: 'mask' },
        `the class '${object.class}' is not among those of the data set`,
      );
    const { data } = object.bitmap ?? rasterise(object.polygons!, width, height);
    data.forEach((set, pixel) => {
      if (set === 0) return;
      semantic[pixel] = classNumber;
      instance[pixel] = index + 1;
    });
  });
  return [
    { kind: 'semantic', name: 'semantic', width, height, data: semantic },
    { kind: 'instance', name: 'instance', width, height, data: instance },
  ];
}

function arrayFor(values: number): Uint8ArrayConstructor | Uint16ArrayConstructor {
  if (values > MOST_VALUES)
    throw new LabelError({ file: 'mask' }, `more than ${MOST_VALUES} values do not fit a mask of 16 bits`);
  return values > 255 ? Uint16Array : Uint8Array;
}
