import type { LabelRole } from '../core/formats/format.js';

/** Names of folders in which data sets usually keep their images. */
const IMAGES =
  /^(images?|imgs?|pictures?|photos?|jpe?g(images)?|rgb|data|frames?|inputs?|originals?|raw|leftimg8bit|image_2|train|training|val|valid|validation|test|testing|x)$/i;

/** Words in the names of folders and files in which data sets usually keep masks. */
const MASKS =
  /(^|[_\-. ]|(?<=train|val|test))(masks?|labels?|gt|ground_?truths?|annots?|annotations?|seg|segm|segmentations?|segmentation(class|object)|semantic|instances?|(gtfine_|gtcoarse_)?(labelids|instanceids|labeltrainids|color)|gtfine|gtcoarse|matte|alpha)(?=$|[_\-. ]|\d)/i;

const INSTANCES = /(^|[_\-. ])(instances?|instanceids|segmentationobject)(?=$|[_\-. ]|\d)/i;

export function isImageFolderName(name: string): boolean {
  return IMAGES.test(name);
}

/** True for a part of a path, or the end of a name, by which data sets mark masks. */
export function isMaskName(name: string): boolean {
  return MASKS.test(name);
}

/** What a mask's values are, by the folder or name that distinguishes it from its image. */
export function maskRoleOf(name: string): Exclude<LabelRole, 'labels'> {
  return INSTANCES.test(name) ? 'instance' : 'semantic';
}
