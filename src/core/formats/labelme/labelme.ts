import { LabelError } from '../../errors.js';
import type { Json, JsonObject } from '../../json.js';
import type { Annotations } from '../../annotations/model.js';
import { base64OfBytes } from '../shared/base64.js';
import type { LabelContext, LabelFile, LabelFormat, LabelReading, WriteContext } from '../format.js';
import { BadLabel, checked, isObject, jsonHead, readJsonObject } from '../shared/json-file.js';
import { pathFromLabels } from '../shared/image-path.js';
import { besideImages } from '../shared/image-folder.js';
import { sizeProblems } from '../shared/size-problems.js';
import { fileMemoryOf, labelmeFile, type ShapeReading } from './model.js';
import { objectsOf, readShape } from './read.js';
import { shapesOf } from './write.js';

/** LabelMe's JSON file beside each image, of old and new versions. Its coordinates are edge-based already. */
export const labelme: LabelFormat = {
  name: 'labelme',
  files: { labels: '.json' },
  placements: [
    { role: 'labels', folder: besideImages('labels'), ending: '.json' },
    { role: 'labels', folder: besideImages('annotations'), ending: '.json' },
    { role: 'labels', ending: '.json' },
  ],
  holds: { boxes: true, polygons: true, keypoints: true, labelMaps: false },
  classesByIndex: false,

  onlyRecognised: true,
  recognises(key, bytes) {
    const keys = jsonHead(key, bytes)?.keys;
    return keys !== undefined && (keys.has('shapes') || (keys.has('imagePath') && keys.has('flags')));
  },

  read(input, context) {
    const file = 'labels' in input ? undefined : input.find(({ role }) => role === 'labels');
    if (file) return readLabels(file, context);
    const { width, height } = context;
    return { annotations: { width, height, objects: [], labelMaps: [], tags: [] }, problems: [] };
  },

  write(annotations, context) {
    const text = JSON.stringify(fileOf(annotations, context), null, 2);
    return [{ role: 'labels', key: context.image, bytes: new TextEncoder().encode(text) }];
  },
};

function readLabels({ key: file, bytes }: LabelFile, context: LabelContext): LabelReading {
  const content = readJsonObject(file, bytes);
  const { width, height } = context;
  const declared = { width: content['imageWidth'], height: content['imageHeight'] };
  const problems = sizeProblems({ file }, declared, context);
  const shapes: ShapeReading[] = [];
  for (const [at, entry] of checkedShapes(file, content).entries()) {
    try {
      shapes.push(readShape(entry, at, context));
    } catch (error) {
      if (!(error instanceof BadLabel)) throw error;
      problems.push({ file, reason: `shapes[${at}]: ${error.message}`, severity: 'rejected' });
    }
  }
  const named = 'imagePath' in content ? { imagePath: '' } : {};
  const embedded = content['imageData'] ? { imageData: '' } : {};
  const labelme = { ...content, shapes: [], ...named, ...embedded };
  return {
    annotations: {
      width,
      height,
      objects: objectsOf(shapes),
      labelMaps: [],
      tags: trueFlags(content['flags']),
      extra: { labelme },
    },
    problems,
  };
}

function checkedShapes(file: string, content: JsonObject): readonly Json[] {
  try {
    return checked(labelmeFile, content).shapes as readonly Json[];
  } catch (error) {
    if (error instanceof BadLabel) throw new LabelError({ file }, error.message);
    throw error;
  }
}

function trueFlags(flags: Json | undefined): string[] {
  return isObject(flags) ? Object.keys(flags).filter((name) => flags[name] === true) : [];
}

/** The keys of LabelMe 5, in its order. */
const FRESH: JsonObject = {
  version: '5.5.0',
  flags: {},
  shapes: [],
  imagePath: '',
  imageData: null,
  imageHeight: 0,
  imageWidth: 0,
};

/** Files of old versions do not contain the image's size; it is not added to them. */
function fileOf(annotations: Annotations, context: WriteContext): JsonObject {
  const original = fileMemoryOf(annotations.extra) ?? FRESH;
  const { width, height, tags } = annotations;
  const embeds = typeof original['imageData'] === 'string';
  return {
    ...original,
    ...('flags' in original || tags.length > 0 ? { flags: flagsOf(original['flags'], tags) } : {}),
    shapes: shapesOf(annotations.objects, context),
    imagePath: pathFromLabels(context),
    ...(embeds ? { imageData: context.imageBytes ? base64OfBytes(context.imageBytes) : null } : {}),
    ...('imageHeight' in original ? { imageHeight: height } : {}),
    ...('imageWidth' in original ? { imageWidth: width } : {}),
  };
}

/** A flag is true if its tag is still there. */
function flagsOf(flags: Json | undefined, tags: readonly string[]): Json {
  if (!isObject(flags) && tags.length === 0) return flags ?? null;
  const kept = Object.entries(isObject(flags) ? flags : {}).map(([name, value]) => [
    name,
    value === true ? tags.includes(name) : value,
  ]);
  return {
    ...(Object.fromEntries(kept) as JsonObject),
    ...Object.fromEntries(tags.map((tag) => [tag, true])),
  };
}
