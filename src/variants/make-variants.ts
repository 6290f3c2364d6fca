import type { WritableCodec } from '../core/image-codec.js';
import { encode } from '../codecs/encode.js';
import { builtInCodecs } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import type { ImageInfo } from '../codecs/inspect.js';
import { pixelHash } from '../codecs/pixel-hash.js';
import { recode } from '../codecs/recode.js';
import { runPlan } from '../core/augment.js';
import { annotationsToJson } from '../core/annotations/json.js';
import type { DeclaredSchema, LabelContext, LabelProblem, LabelSchema } from '../core/formats/format.js';
import { swapNames } from '../core/annotations/swap.js';
import type { Annotations } from '../core/annotations/model.js';
import { formatPosition } from '../core/errors.js';
import { outputEnding, outputFormat } from '../core/image-formats.js';
import type { Engine } from '../core/engine/run.js';
import type { Surface } from '../core/engine/memory.js';
import type { Raster } from '../core/engine/raster.js';
import type { Recode } from '../core/plan/operations.js';
import type { Plan } from '../core/plan/plan.js';
import { preprocessPlan, samplePlan } from '../core/sampling/sample.js';
import type { Recipe } from '../core/recipe/schema.js';
import { splitEnding } from '../core/keys.js';
import { sha256 } from '../stores/sha256.js';
import type { RecordedVariant, SourceRecord } from '../state/record.js';
import type { Source } from '../dataset/source.js';
import { decodeUpright } from './decode-upright.js';
import { variantKey } from '../dataset/names.js';
import { readLabels } from './read-source.js';
import type { SourceBytes } from './read-source.js';
import type { EngineQueue } from './engine-queue.js';
import { labelLosses, outputSchema, writeLabels, writtenFormat } from './write-labels.js';
import type { Output } from '../stores/store.js';

interface MakeContext {
  readonly recipe: Recipe;
  readonly schema: LabelSchema;
  readonly engineQueue: EngineQueue;
  readonly declared?: DeclaredSchema;
  /** Plans to be followed, by variant, in place of sampling them. */
  readonly plans?: ReadonlyMap<number, Plan>;
}

export interface MadeVariant {
  readonly recorded: RecordedVariant;
  readonly outputs: readonly Output[];
}

export interface Made {
  readonly variants: readonly MadeVariant[];
  readonly format: SourceRecord['format'];
  readonly problems: readonly LabelProblem[];
  readonly notes: readonly string[];
  readonly decoded: boolean;
}

/** Everything that is asked of one Source, from one decoding. */
export async function makeVariants(
  source: Source,
  bytes: SourceBytes,
  wanted: readonly number[],
  context: MakeContext,
): Promise<Made> {
  const { recipe, schema, engineQueue } = context;
  const { engine } = engineQueue;
  const image = await bytes.image();
  const info = await inspect(
    image,
    { name: source.key, limits: recipe.limits, exif: recipe.decode.exif },
    builtInCodecs,
  );
  const labelContext: LabelContext = {
    image: source.key,
    ...info.frame,
    channels: info.channels,
    schema,
  };
  const { annotations, problems } = readLabels(source, bytes, labelContext, recipe);
  const making = new Making(source, { ...bytes, image }, info, annotations, labelContext, context);

  const variants: MadeVariant[] = [];
  let picture: Surface | undefined;
  try {
    for (const variant of wanted) {
      if (variant === 0 && making.canCopy) {
        variants.push(making.copy());
        continue;
      }
      picture ??= await decodeUpright(image, info, recipe.decode, engine);
      variants.push(await making.make(variant, picture, engine));
    }
  } finally {
    if (picture) engine.free(picture);
  }
  return {
    variants,
    format: making.format,
    problems,
    notes: notesOf(source, [...info.warnings, ...making.losses(variants)], problems, variants),
    decoded: picture !== undefined,
  };
}

/** One Source under way: what all its variants share. */
class Making {
  readonly format: SourceRecord['format'];
  private readonly outputCodec: WritableCodec;
  private readonly swapping;

  constructor(
    private readonly source: Source,
    private readonly bytes: Omit<SourceBytes, 'image'> & { readonly image: Uint8Array },
    private readonly info: ImageInfo,
    private readonly annotations: Annotations,
    private readonly labelContext: LabelContext,
    private readonly context: MakeContext,
  ) {
    const { recipe, schema } = context;
    this.format = writtenFormat(source, recipe.labels);
    this.outputCodec = outputFormat(info.codec, recipe.output.format, builtInCodecs);
    this.swapping = { names: swapNames(recipe.labels.swap), partners: schema.keypoints?.partners };
  }

  /** True where nothing at all happens to the Source's own bytes. */
  get canCopy(): boolean {
    const { preprocess, output } = this.context.recipe;
    return preprocess.length === 0 && (output.format === 'same' || output.format === this.info.codec.name);
  }

  /** True where a copy's labels need no rewriting, which could round them. */
  private get labelsStay(): boolean {
    const { declared, recipe } = this.context;
    const { rename, drop } = recipe.labels.classes;
    const sameClasses = !declared && drop.length === 0 && Object.keys(rename).length === 0;
    return this.format === this.source.labels?.format && sameClasses;
  }

  /** What the output's formats cannot carry of the Source. */
  losses(variants: readonly MadeVariant[]): string[] {
    const encoded = variants.some(({ recorded }) => recorded.plan);
    const { recipe } = this.context;
    const labelsMissing = variants.some(
      ({ recorded: { labels, report } }) => labels.length === 0 && report.kept > 0,
    );
    return [
      encoded && this.outputCodec.encodingLoss?.(this.info),
      ...labelLosses(this.source, this.annotations, this.outputSchema, labelsMissing, recipe),
    ].flatMap((loss) => (loss ? [`${this.source.key}: ${loss}`] : []));
  }

  copy(): MadeVariant {
    const image = { key: this.source.key, bytes: this.bytes.image };
    const labels = this.labelsStay ? this.bytes.labelFiles : this.labelsOf(this.annotations, image);
    const report = {
      kept: this.annotations.objects.length,
      clipped: 0,
      dropped: 0,
      reasons: {},
      warnings: [],
    };
    return {
      recorded: this.record(0, image, '', labels, this.annotations, report),
      outputs: [image, ...labels],
    };
  }

  async make(variant: number, picture: Surface, engine: Engine): Promise<MadeVariant> {
    const plan = this.plan(variant);
    const rules = { filter: this.context.recipe.labels, swapping: this.swapping };
    const options = { recode: recodeInPlace };
    const {
      picture: result,
      annotations,
      report,
    } = runPlan(plan, picture, this.annotations, rules, engine, options);
    try {
      const image = { key: this.outputKey(variant), bytes: await this.encode(result) };
      const labels = this.labelsOf(annotations, image);
      const recorded = this.record(variant, image, pixelHash(result), labels, annotations, report, plan);
      return { recorded, outputs: [image, ...labels] };
    } finally {
      engine.free(result);
    }
  }

  private plan(variant: number): Plan {
    const { recipe, plans } = this.context;
    const given = plans?.get(variant);
    if (given) return given;
    const sampled = {
      key: this.source.key,
      imageSha256: this.bytes.imageSha256,
      frame: this.info.frame,
      channels: this.info.channels,
      annotations: this.annotations,
    };
    const options = { filter: recipe.labels, swapping: this.swapping };
    return variant === 0
      ? preprocessPlan(recipe, sampled, options)
      : samplePlan(recipe, sampled, variant, options);
  }

  private outputKey(variant: number): string {
    const { key } = this.source;
    const ending = outputEnding(key, this.outputCodec);
    return variant === 0 && ending === splitEnding(key).ending ? key : variantKey(key, variant, ending);
  }

  private encode(result: Surface): Promise<Uint8Array> {
    const { output, decode: decoding } = this.context.recipe;
    const { quality, subsampling } = output;
    const settings = { quality, subsampling, dct: decoding.dct, icc: this.info.icc };
    return encode(result, { format: this.outputCodec.name, ...settings }, builtInCodecs);
  }

  private get outputSchema(): LabelSchema {
    const { recipe, schema, declared } = this.context;
    return outputSchema(schema, recipe.labels, declared);
  }

  private labelsOf(annotations: Annotations, image: Output): Output[] {
    const { width, height } = annotations;
    const context = { ...this.labelContext, schema: this.outputSchema, width, height };
    return writeLabels(this.source, annotations, image, context, this.context.recipe);
  }

  private record(
    variant: number,
    image: Output,
    pixels: string,
    labels: readonly Output[],
    annotations: Annotations,
    report: RecordedVariant['report'],
    plan?: Plan,
  ): RecordedVariant {
    return {
      variant,
      image: { key: image.key, sha256: sha256(image.bytes), pixels },
      labels: labels.map(({ key, bytes }) => ({ key, sha256: sha256(bytes) })),
      ...(plan && { plan }),
      annotations: annotationsToJson(annotations),
      report,
    };
  }
}

/** The round trip through an encoder that ImageCompression asks the engine for. */
export function recodeInPlace(picture: Raster, operation: Recode): Raster {
  recode(picture, operation);
  return picture;
}

function notesOf(
  source: Source,
  warnings: readonly string[],
  problems: readonly LabelProblem[],
  variants: readonly MadeVariant[],
): string[] {
  const labels = problems.map(
    (problem) => `${formatPosition(problem)}: ${problem.reason} (${problem.severity})`,
  );
  const reported = new Set(variants.flatMap(({ recorded }) => recorded.report.warnings));
  return [...labels, ...warnings, ...[...reported].map((warning) => `${source.key}: ${warning}`)];
}
