import { LabelError } from '../../errors.js';
import type { Json } from '../../json.js';
import type {
  DatasetEntries,
  DatasetEntry,
  DatasetPart,
  DatasetReading,
  DatasetText,
  LabelProblem,
  LabelSchema,
} from '../format.js';
import { readXmlText } from '../shared/xml-text.js';
import { childOf, lineAt, parseXml, type XmlElement } from '../voc/xml.js';
import { elementOf, textOfElement } from './elements.js';
import { freshHead, updateHead, type Declarations } from './head.js';
import { attributeOf, fileMemoryOf, imageMemoryOf, jsonOf, type CvatElement } from './model.js';
import { labelsIn } from './labels.js';
import { elementsOf, jointName } from './write.js';

/**
 * Cuts the file into one part for each image.
 * @throws LabelError if it is no XML, or if its annotations are tracks of a video
 */
export function readDataset(key: string, bytes: Uint8Array): DatasetReading {
  const text = readXmlText(key, bytes);
  const root = parseXml(key, text);
  const fail = (at: number, reason: string): never => {
    throw new LabelError({ file: key, line: lineAt(text, at) }, reason);
  };
  if (root.name !== 'annotations') fail(root.start, `expected <annotations>, not <${root.name}>`);
  const track = childOf(root, 'track');
  if (track)
    fail(
      track.start,
      'these are tracks of a video, which are not read; export the task again as "CVAT for images"',
    );
  const images = root.children.filter(({ name }) => name === 'image');
  const problems: LabelProblem[] = [];
  const named = images.flatMap((xml): CvatElement[] => {
    const element = elementOf(text, xml);
    if (attributeOf(element, 'name')) return [element];
    const line = lineAt(text, xml.start);
    problems.push({ file: key, line, reason: 'an <image> without a name', severity: 'rejected' });
    return [];
  });
  return {
    schema: schemaOf(text, root, named),
    parts: partsOf(key, named),
    ...(problems.length > 0 ? { problems } : {}),
  };
}

/** Images of one name that differ in their subset are named with it, as folders of an exported project are. */
function partsOf(file: string, images: readonly CvatElement[]): DatasetPart[] {
  const names = images.map((image) => attributeOf(image, 'name')!);
  const seen = new Set<string>();
  const repeated = new Set(names.filter((name) => seen.has(name) || !seen.add(name)));
  return images.map((image, i) => {
    const subset = attributeOf(image, 'subset');
    const qualified = repeated.has(names[i]!) && subset ? `${subset}/${names[i]!}` : names[i]!;
    return { image: qualified, labels: { file, image: jsonOf(image) } };
  });
}

function schemaOf(text: string, root: XmlElement, images: readonly CvatElement[]): LabelSchema {
  const labels = labelsIn(text, root);
  const declared = labels.filter(({ parent }) => parent === '').map(({ name }) => name);
  const used = images.flatMap(({ children = [] }) =>
    children.flatMap((child) => attributeOf(child, 'label') ?? []),
  );
  const classes = [...new Set([...declared, ...used.filter((name) => name !== '').sort()])];
  const skeleton = labels.find(({ parent }) => parent !== '')?.parent;
  const names = labels.filter(({ parent }) => parent === skeleton).map(({ name }) => name);
  return {
    classes,
    ...(skeleton === undefined ? {} : { keypoints: { count: names.length, dimensions: 3, names } }),
    extra: { cvat: { ...surroundings(text, root), classes: classes.length } },
  };
}

/** The text before the first image and behind the last one. What lies between images is left out. */
function surroundings(text: string, root: XmlElement): { before: string; after: string } {
  const images = root.children.filter(({ name }) => name === 'image');
  const [first, last] = [images[0], images.at(-1)];
  const start = first?.start ?? root.innerEnd;
  return { before: text.slice(0, start).trimEnd(), after: text.slice(last?.end ?? root.innerEnd).trim() };
}

/** The data set's file. Images keep their ids as long as these are free; its head keeps everything but the labels. */
export async function* writeDataset(
  schema: LabelSchema,
  entries: DatasetEntries,
  original: Json | undefined,
): AsyncGenerator<string> {
  const memory = fileMemoryOf(original) ?? fileMemoryOf(schema.extra);
  const { declared, freeId } = await survey(schema, entries);
  const { before, after } = memory ? updateHead(memory, declared) : freshHead(declared);
  const keypointNames = schema.keypoints?.names ?? [];
  const ids = new Ids(freeId);
  yield `${before}\n`;
  for await (const entry of entries) yield textOfElement(imageElement(entry, ids, keypointNames), 1);
  yield `${after}\n`;
}

/** The classes that are declared or occur, the joints of those that have keypoints, and the first free id of an image. */
async function survey(
  schema: LabelSchema,
  entries: DatasetEntries,
): Promise<{ declared: Declarations; freeId: number }> {
  const classes = new Set(schema.classes);
  const allTags = new Set<string>();
  const skeletons = new Map<string, string[]>();
  let images = 0;
  let freeId = 0;
  for await (const { annotations } of entries) {
    images += 1;
    const id = Number(knownId(annotations) ?? -1);
    if (id >= freeId) freeId = Math.floor(id) + 1;
    for (const tag of annotations.tags) allTags.add(tag);
    for (const { class: name, keypoints } of annotations.objects) {
      classes.add(name);
      const joints = skeletons.get(name) ?? [];
      const names = keypoints?.map((keypoint, i) => jointName(keypoint, i, schema.keypoints?.names ?? []));
      if (names) skeletons.set(name, [...new Set([...joints, ...names])]);
    }
  }
  return { declared: { classes: [...new Set([...classes, ...allTags])], images, skeletons }, freeId };
}

/** One file for the data set, with the split of each image as its subset. */
export function createDataset(schema: LabelSchema, entries: DatasetEntries): DatasetText[] {
  return [{ key: 'annotations.xml', text: writeDataset(schema, entries, undefined) }];
}

function imageElement(
  { image, annotations, split }: DatasetEntry,
  ids: Ids,
  keypointNames: readonly string[],
): CvatElement {
  const known = imageMemoryOf(annotations.extra)?.image;
  const subset = (known && attributeOf(known, 'subset')) ?? split;
  const values = {
    id: ids.take(annotations),
    name: withoutSubset(image, known),
    ...(subset === undefined ? {} : { subset }),
    width: String(annotations.width),
    height: String(annotations.height),
  };
  const base = known?.attributes ?? [];
  const present = new Map(Object.entries(values));
  const kept = base.map(([name, value]) => [name, present.get(name) ?? value] as const);
  const added = Object.entries(values).filter(([name]) => !base.some(([own]) => own === name));
  return { tag: 'image', attributes: [...kept, ...added], children: elementsOf(annotations, keypointNames) };
}

/** The inverse of the qualification in `partsOf`. */
function withoutSubset(image: string, known: CvatElement | undefined): string {
  const folder = `${(known && attributeOf(known, 'subset')) ?? ''}/`;
  const isOwnFolder = known && attributeOf(known, 'name')?.startsWith(folder);
  return !isOwnFolder && folder !== '/' && image.startsWith(folder) ? image.slice(folder.length) : image;
}

/** Numbers of images: the first of several outputs of an image keeps its number. */
class Ids {
  private readonly taken = new Set<string>();

  constructor(private free: number) {}

  take(annotations: DatasetEntry['annotations']): string {
    const known = knownId(annotations);
    const id = known !== undefined && !this.taken.has(known) ? known : String(this.free++);
    this.taken.add(id);
    return id;
  }
}

function knownId({ extra }: DatasetEntry['annotations']): string | undefined {
  const image = imageMemoryOf(extra)?.image;
  return image && attributeOf(image, 'id');
}
