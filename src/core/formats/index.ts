import { coco } from './coco/coco.js';
import { FORMAT_NAMES, type FormatName, type LabelFormat } from './format.js';
import { labelme } from './labelme/labelme.js';
import { mask } from './mask/mask.js';
import { voc } from './voc/voc.js';
import { yolo } from './yolo/yolo.js';

/** Every label format, by its name. */
export const formats: Readonly<Record<FormatName, LabelFormat>> = { yolo, voc, coco, labelme, mask };

export function formatOf(name: FormatName): LabelFormat {
  return formats[name];
}

/** @returns the format of a label file, by its content and ending; undefined where it is none that we know */
export function recognise(key: string, bytes: Uint8Array): FormatName | undefined {
  return FORMAT_NAMES.find((name) => formats[name].recognises(key, bytes));
}
