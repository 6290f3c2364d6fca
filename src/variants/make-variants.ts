import { encode } from '../codecs/encode.js';
import { encodeOptions, sameEncoding } from './same-encoding.js';
import { codecsOf } from '../codecs/index.js';
import { requirePlanes } from '../codecs/require-planes.js';
import type { Encoding, WritableCodec } from '../core/image-codec.js';
import type { Annotations, LabelMap } from '../core/annotations/model.js';
import type { OtherLabels } from '../core/annotations/move.js';
import { withoutDoubles } from '../core/annotations/merge.js';
import { labelRules, runPlan, runPlanOnLabels } from '../core/augment.js';
import type { Surface } from '../core/engine/memory.js';
import type { Engine } from '../core/engine/run.js';
import type { DeclaredSchema, LabelProblem, LabelSchema } from '../core/formats/format.js';
import type { MixedSource } from '../core/plan/operations.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { SampledOutput } from '../core/sampling/sample.js';
import { isCut } from '../core/sampling/tiles.js';
import { countObjectsByClass } from '../dataset/class-counts.js';
import type { ObjectCount } from '../dataset/class-counts.js';
import type { Source } from '../dataset/source.js';
import type { RecordedVariant } from '../state/record.js';
import type { Output, Store } from '../stores/store.js';
import { MOST_HELD } from './byte-budget.js';
import { decodeForPlans } from './decode-for-plans.js';
import type { DecodedPart } from './decode-for-plans.js';
import { decodeOnce } from './decode-once.js';
import type { EngineQueue } from './engine-queue.js';
import { freeBuffers } from './free-buffers.js';
import { openSource } from './open-source.js';
import type { OpenedSource } from './open-source.js';
import { withOthers, writeWithOthers } from './others.js';
import { outputCodec, outputKey } from './output-key.js';
import { peakOf, requireMemory } from './peak.js';
import { planVariant } from './plan-variant.js';
import type { SourceBytes } from './read-source.js';
import { rearranged } from './rearranged.js';
import { recodeInPlace } from './recode-in-place.js';
import { recordVariant } from './record-variant.js';
import { sourceNotes } from './source-notes.js';
import { keepWritable } from './writable.js';
import type { Labelled } from './writable.js';
import { outputSchema, writeLabels, writtenFormat } from './write-labels.js';

interface MakeContext {
  readonly recipe: Recipe;
  readonly schema: LabelSchema;
  readonly engineQueue: EngineQueue;
  /** Where images are read that are mixed in. */
  readonly input?: Pick<Store, 'read'>;
  readonly declared?: DeclaredSchema;
  /** Plans of all outputs that are encoded, to follow instead of sampling them. */
  readonly planned?: readonly SampledOutput[];
  /**
   * Takes finished outputs of which there are too many to hold in memory. They are then not in the result. Absent: the
   * result has them all.
   */
  readonly take?: (outputs: readonly Output[]) => Promise<void>;
  /** Bytes of outputs that are held. */
  readonly mostHeld?: number;
  /** Whether the decoded image is kept in the EngineQueue for the next call, which then needs not decode it. */
  readonly keepsImage?: boolean;
  /** Whether the variants keep their label maps, which take as much memory as their images. */
  readonly keepsLabelMaps?: boolean;
}

/** One Source in work, and the formats of its outputs. */
interface Making extends MakeContext {
  readonly opened: OpenedSource;
  readonly imageCodec: WritableCodec;
  readonly labelFormat: string | null;
  /** What the written labels declare. */
  readonly writtenSchema: LabelSchema;
  /** Damage of the image that the Recipe accepts; known once the image is decoded. */
  readonly damage: string[];
}

export interface MadeVariant {
  readonly recorded: RecordedVariant;
  readonly outputs: readonly Output[];
  /** Present if they were asked for: Records do not contain them. */
  readonly labelMaps?: readonly LabelMap[];
}

export interface Made {
  readonly variants: readonly MadeVariant[];
  readonly format: string | null;
  readonly problems: readonly LabelProblem[];
  /** Names of the Recipe's rules that the labels have: see `namesMet`. */
  readonly met: readonly string[];
  readonly notes: readonly string[];
  /** What the Source's own labels have. */
  readonly objects: readonly ObjectCount[];
  readonly decoded: boolean;
}

/**
 * Makes the wanted variants of one Source. The image is decoded once, as much of it as they read; or not at all
 * if it is only copied, or turned without loss.
 * @param wanted numbers of variants; 0: the Source itself, through `preprocess` alone
 * @returns their outputs in that order: of each variant itself or all of its tiles, of which there may be none
 */
export async function makeVariants(
  source: Source,
  bytes: SourceBytes,
  wanted: readonly number[],
  context: MakeContext,
): Promise<Made> {
  const { recipe, engineQueue } = context;
  const opened = await openSource(source, bytes, context);
  const imageCodec = outputCodec(opened, recipe);
  requirePlanes(source.key, opened.info, imageCodec);
  const making: Making = {
    ...context,
    opened,
    imageCodec,
    labelFormat: writtenFormat(source, recipe),
    writtenSchema: outputSchema(context.schema, recipe.labels, context.declared),
    damage: [],
  };
  const copies = wanted.includes(0) && isCopied(making);
  const encoded = copies ? wanted.filter((variant) => variant !== 0) : wanted;
  const planned = context.planned ?? encoded.flatMap((variant) => planVariant(variant, opened, making));
  const { made, decoded } = await withMemory(planned, making, () =>
    encodeVariants(planned, making, engineQueue.engine),
  );
  const variants = wanted.flatMap((variant) =>
    copies && variant === 0
      ? [copySource(making)]
      : planned.filter((output) => output.variant === variant).map((output) => made.get(output)!),
  );
  return {
    variants,
    format: making.labelFormat,
    problems: opened.problems,
    met: opened.met,
    notes: [...making.damage, ...notesOf(making, variants)],
    objects: countObjectsByClass(withoutDoubles(opened.annotations)),
    decoded,
  };
}

function notesOf(
  { opened, imageCodec, writtenSchema, recipe }: Making,
  variants: readonly MadeVariant[],
): string[] {
  const recorded = variants.map((variant) => variant.recorded);
  return sourceNotes(opened, recorded, { imageCodec, schema: writtenSchema, recipe });
}

/** True if the Source's bytes are copied unchanged. */
function isCopied({ opened, recipe }: Making): boolean {
  const { preprocess, output } = recipe;
  const isAsItIs = preprocess.length === 0 && !isCut(0, recipe);
  return isAsItIs && (output.format === 'same' || output.format === opened.info.codec.name);
}

function copySource(making: Making): MadeVariant {
  const { source, bytes, annotations } = making.opened;
  const image = { key: source.key, bytes: bytes.image };
  const { length: kept } = withoutDoubles(annotations).objects;
  const report = { kept, clipped: 0, dropped: 0, reasons: {}, datasetWarnings: [] };
  const whole = { annotations, report };
  const keeps = keepsLabels(making);
  const written = keeps ? whole : writableOf(whole, making);
  const labels = keeps ? bytes.labelFiles : labelsOf(making, written.annotations, image);
  const recorded = recordVariant({ variant: 0, image, pixels: '', labels, ...written });
  return madeVariant(recorded, [image, ...labels], written.annotations, making);
}

function madeVariant(
  recorded: RecordedVariant,
  outputs: readonly Output[],
  { labelMaps }: Annotations,
  { keepsLabelMaps = false }: Making,
): MadeVariant {
  return { recorded, outputs, ...(keepsLabelMaps && { labelMaps }) };
}

/** True if a copy keeps its label files: writing them again could round coordinates. */
function keepsLabels({ opened, labelFormat, declared, recipe }: Making): boolean {
  const { rename, drop } = recipe.labels.classes;
  const sameClasses = !declared && drop.length === 0 && Object.keys(rename).length === 0;
  return labelFormat === opened.source.labels?.format && sameClasses;
}

/** @throws MemoryError if the work can never fit into the memory; other threads may use it at the moment */
async function withMemory<T>(
  planned: readonly SampledOutput[],
  {
    opened: { info, bytes },
    imageCodec: { name: format },
    engineQueue: { memory, kept },
    recipe: { pool },
  }: Making,
  work: () => Promise<T>,
): Promise<T> {
  if (planned.length === 0) return work();
  const plans = planned.map(({ plan }) => plan);
  const needed = peakOf({ info, size: bytes.image.length, plans, format, ...(pool && { pool }) });
  requireMemory(info, needed, memory.total);
  return memory.within(needed + (pool ? kept.most : 0), work);
}

/** Variants by their Plans; the image is decoded if one of them needs its pixels. */
async function encodeVariants(
  wanted: readonly SampledOutput[],
  making: Making,
  engine: Engine,
): Promise<Encoded> {
  const made = new Map<SampledOutput, MadeVariant>();
  const unmade: SampledOutput[] = [];
  for (const planned of wanted) {
    const moved = rearrangeVariant(planned, making, engine);
    if (moved) made.set(planned, moved);
    else unmade.push(planned);
    await giveAway(made, making);
  }
  if (unmade.length === 0) return { made, decoded: false };
  const { bytes, info } = making.opened;
  const warn = warning(making);
  const plans = unmade.map(({ plan }) => plan);
  const { width, height } = info.stored;
  // What is left of earlier images would add to the memory that decoding takes.
  await freeBuffers(width * height * info.channels * (info.planes ?? 1));
  const { recipe, engineQueue, keepsImage } = making;
  const decoded = keepsImage
    ? await decodeOnce(bytes, info, recipe.decode, { engine, kept: engineQueue.kept }, warn)
    : await decodeForPlans(bytes.image, info, plans, recipe.decode, engine, warn);
  const size = decoded.surface.data.byteLength;
  await engine.consume(decoded.surface, async () => {
    // A decoder gives the samples in a buffer of its own, of which a copy was made.
    await freeBuffers(size);
    await freeBuffers(size);
    for (const planned of unmade) {
      made.set(planned, await encodeVariant(planned, decoded, making, engine));
      await giveAway(made, making);
      await freeBuffers(size);
    }
  });
  return { made, decoded: true };
}

/** Takes a sentence about damage that the Recipe accepts. */
function warning({ damage }: Making): (sentence: string) => void {
  return (sentence) => {
    if (!damage.includes(sentence)) damage.push(sentence);
  };
}

/** Without this, the memory would grow with the number of variants. */
async function giveAway(
  made: Map<SampledOutput, MadeVariant>,
  { take, mostHeld = MOST_HELD }: Making,
): Promise<void> {
  const outputs = [...made.values()].flatMap((variant) => variant.outputs);
  const held = outputs.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (!take || held <= mostHeld) return;
  await take(outputs);
  for (const [planned, variant] of made) made.set(planned, { ...variant, outputs: [] });
}

interface Encoded {
  readonly made: Map<SampledOutput, MadeVariant>;
  readonly decoded: boolean;
}

/** Undefined if the variant has pixels of its own, or its Source has another encoding than the Recipe asks for. */
function rearrangeVariant(output: SampledOutput, making: Making, engine: Engine): MadeVariant | undefined {
  const { opened, recipe, schema, imageCodec } = making;
  const { plan } = output;
  const file = rearranged(opened.bytes.image, opened.info, imageCodec.name, recipe, plan);
  if (!file) return undefined;
  const moved = runPlanOnLabels(plan, opened.annotations, labelRules(recipe, schema), engine);
  return finishVariant({ ...output, file, pixels: '', encoding: { lossless: true } }, moved, making);
}

async function encodeVariant(
  output: SampledOutput,
  { surface, part }: DecodedPart,
  making: Making,
  engine: Engine,
): Promise<MadeVariant> {
  const { plan } = output;
  const { opened, recipe, schema, imageCodec } = making;
  const rules = labelRules(recipe, schema);
  const withMaps = opened.annotations.labelMaps.length > 0;
  const context = { ...making, kept: making.engineQueue.kept, withMaps, warn: warning(making) };
  const { raster, ...moved } = await withOthers(plan, context, engine, (other) => {
    const others: OtherLabels = (source) => ({
      ...rules.others!(source),
      labelMaps: other(source).labelMaps,
    });
    const options = { recode: recodeInPlace, part, other: (source: MixedSource) => other(source).surface };
    return runPlan(plan, surface, opened.annotations, { ...rules, others }, engine, options);
  });
  return engine.consume(raster, async (result) => {
    const encoding = sameEncoding(opened.info, imageCodec.name, recipe.output, plan);
    const file = await encodeResult(result, encoding, making);
    return finishVariant({ ...output, file, pixels: engine.hash(result), encoding }, moved, making);
  });
}

interface EncodedVariant extends SampledOutput {
  readonly file: Uint8Array;
  readonly pixels: string;
  readonly encoding: Encoding;
}

function finishVariant({ file, ...output }: EncodedVariant, moved: Labelled, making: Making): MadeVariant {
  const { annotations, report } = writableOf(moved, making);
  const key = outputKey(output, making.opened.source.key, making.imageCodec, making.recipe);
  const image = { key, bytes: file };
  const labels = writeWithOthers(output.plan, making, () => labelsOf(making, annotations, image));
  const recorded = recordVariant({ ...output, image, labels, annotations, report });
  return madeVariant(recorded, [image, ...labels], annotations, making);
}

function encodeResult(
  result: Surface,
  encoding: Encoding,
  { opened, recipe, imageCodec }: Making,
): Promise<Uint8Array> {
  return encode(result, encodeOptions(opened.info, imageCodec.name, encoding, recipe), codecsOf(recipe));
}

function labelsOf(making: Making, annotations: Annotations, image: Output): Output[] {
  const { opened, recipe } = making;
  return writeLabels(opened.source, annotations, image, writtenContext(annotations, making), recipe);
}

function writableOf(moved: Labelled, making: Making): Labelled {
  const { opened, recipe } = making;
  return keepWritable(moved, opened.source, writtenContext(moved.annotations, making), recipe);
}

function writtenContext({ width, height }: Annotations, { opened, writtenSchema }: Making) {
  return { ...opened.labelContext, schema: writtenSchema, width, height };
}
