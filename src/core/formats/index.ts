import { coco } from './coco/coco.js';
import { csv } from './csv/csv.js';
import { cvat } from './cvat/cvat.js';
import { createFormats } from './formats.js';
import type { Formats } from './formats.js';
import { createml } from './createml/createml.js';
import { dota } from './dota/dota.js';
import { kitti } from './kitti/kitti.js';
import { huggingface } from './huggingface/huggingface.js';
import { labelme } from './labelme/labelme.js';
import { labelmexml } from './labelmexml/labelmexml.js';
import { labelstudio } from './labelstudio/labelstudio.js';
import { mask } from './mask/mask.js';
import { sagemaker } from './sagemaker/sagemaker.js';
import { ndjson } from './ndjson/ndjson.js';
import { via } from './via/via.js';
import { voc } from './voc/voc.js';
import { yolo } from './yolo/yolo.js';

/** The label formats that come with this program. */
export const builtInFormats: Formats = createFormats([
  yolo,
  voc,
  coco,
  cvat,
  labelme,
  mask,
  kitti,
  dota,
  huggingface,
  sagemaker,
  csv,
  via,
  createml,
  ndjson,
  labelstudio,
  labelmexml,
]);
