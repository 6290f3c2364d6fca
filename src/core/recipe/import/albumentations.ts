import { isCall, listOf, type Call, type PrintedValue } from './calls.js';
import { fields, RecipeBuilder, type Fields, type ImportedRecipe, type Step } from './builder.js';
import { translateParameters } from './old-parameters.js';
import { changeOldStep } from './old-steps.js';
import { successorOf } from './old-transforms.js';
import { isBefore, MEANT, parseVersion, type Version } from './version.js';

const CLASS = '__class_fullname__';
const MINIMA = ['min_area', 'min_visibility', 'min_width', 'min_height'];
/** Transforms that hold a whole pipeline. Inside another one they only group. */
const PIPELINES = ['Compose', 'ReplayCompose'];
/** Steps from an image to the numbers of a network. */
const NOT_NEEDED = ['Normalize', 'ToTensorV2', 'ToTensor3D', 'ToFloat', 'FromFloat'];
/** They say how a pipeline is called, or protect from overflows. They change no image. */
const WITHOUT_EFFECT =
  'always_apply additional_targets bbox_params is_check_args is_check_shapes keypoint_params keypoint_remapping_method keypoints_threshold mask_interpolation save_key save_applied_params seed strict telemetry eps'.split(
    ' ',
  );

/** What Albumentations writes besides a transform's own parameters; all of it is derived from them. */
const BYPRODUCTS: Readonly<Record<string, readonly string[]>> = {
  FDA: ['metadata_key', 'read_fn'],
  HistogramMatching: ['metadata_key', 'read_fn'],
  Mosaic: ['metadata_key'],
  OverlayElements: ['metadata_key'],
  PadIfNeeded: ['padding'],
  PixelDistributionAdaptation: ['metadata_key', 'read_fn'],
  RGBShift: ['approximation', 'noise_params', 'noise_type', 'spatial_mode'],
  SafeRotate: 'balanced_scale fit_output keep_ratio rotate scale shear translate_percent translate_px'.split(
    ' ',
  ),
};

/** Parameters that older versions had, and why nothing here does the same. */
const GONE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ElasticTransform: {
    alpha_affine:
      'it moved three points of the image by up to so many pixels; a small Affine before it comes near',
  },
  OpticalDistortion: {
    shift_limit: 'it moved the centre of the lens; here, that is the centre of the image',
  },
};

/** What `A.to_dict` gives, or `A.save` writes. */
export interface SavedPipeline {
  readonly __version__?: unknown;
  readonly transform: Fields;
}

export function isSavedPipeline(value: unknown): value is SavedPipeline {
  return typeof fields(fields(value)?.transform)?.[CLASS] === 'string';
}

export function importSavedPipeline(saved: SavedPipeline): ImportedRecipe {
  const builder = new RecipeBuilder();
  noteVersion(builder, saved.__version__);
  return importTree(builder, saved.transform, versionOf(saved));
}

function importTree(builder: RecipeBuilder, root: Fields, version: Version): ImportedRecipe {
  const labels = labelRules(builder, root.bbox_params);
  noteTargets(builder, root.additional_targets);
  const isWhole = PIPELINES.includes(nameOf(root)) && (root.p ?? 1) === 1;
  const steps = savedSteps(builder, isWhole ? root.transforms : [root], version);
  return builder.finish(steps, Object.keys(labels).length > 0 ? { labels } : {});
}

/** A mapping of transforms' names to their parameters, as `aug_config` of RF-DETR is one. */
export function isNamedTransforms(value: unknown): value is Readonly<Record<string, Fields>> {
  const entries = Object.entries(fields(value) ?? {});
  return entries.length > 0 && entries.every(([name, body]) => /^[A-Z]\w+$/.test(name) && fields(body));
}

export function importNamedTransforms(value: Readonly<Record<string, Fields>>): ImportedRecipe {
  const builder = new RecipeBuilder();
  const nodes = Object.entries(value).map(([name, body]) => savedNode(name, body));
  return builder.finish(savedSteps(builder, nodes));
}

/** What `repr` of a pipeline or of single transforms gives, as logs and checkpoints hold it. */
export function importPrintedPipeline(calls: readonly Call[]): ImportedRecipe {
  const nodes = calls.map(nodeOf);
  const [first] = nodes;
  const isWhole = first !== undefined && nodes.length === 1;
  const root = isWhole ? first : savedNode('Compose', { transforms: nodes });
  return importTree(new RecipeBuilder(), root, MEANT);
}

function nodeOf({ call, items, named }: Call): Fields {
  const children = [...items, ...(listOf(named.transforms) ?? [])].flatMap(callsIn);
  // `bbox_params` is printed as a mapping or a call, whose fields `to_dict` gives.
  const body: Fields = Object.fromEntries(
    Object.entries(named).map(([name, value]) => [name, isCall(value) ? value.named : value]),
  );
  return savedNode(call, { ...body, ...(children.length > 0 && { transforms: children.map(nodeOf) }) });
}

function callsIn(value: PrintedValue): readonly Call[] {
  return isCall(value) ? [value] : (listOf(value) ?? []).flatMap(callsIn);
}

/**
 * @param nodes transforms as `to_dict` gives them
 * @param version that wrote them
 */
export function savedSteps(builder: RecipeBuilder, nodes: unknown, version: Version = MEANT): Step[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.flatMap((node: unknown): Step[] => savedStep(builder, fields(node) ?? {}, version));
}

/** A transform under another name than `to_dict` gives it. */
export function savedNode(name: string, body: Fields): Fields {
  return { [CLASS]: name, ...body };
}

/** The version that saved a pipeline; if it does not say so, the one whose meanings are those here. */
export function versionOf({ __version__ }: SavedPipeline): Version {
  return parseVersion(__version__) ?? MEANT;
}

function noteVersion(builder: RecipeBuilder, text: unknown): void {
  const version = parseVersion(text);
  if (!version) {
    builder.notes.push('saved without the version of Albumentations; read as of 2.0.8');
    return;
  }
  const isOld = isBefore(version, [2]);
  const isNew = isBefore(MEANT, version);
  const meaning = isOld ? '; its parameters are given the names and units of 2.0.8' : '';
  const caution = isNew ? ', which is newer than 2.0.8; its parameters are read as those of 2.0.8' : '';
  builder.notes.push(`saved by Albumentations ${version.join('.')}${meaning}${caution}`);
}

function labelRules(builder: RecipeBuilder, boxParameters: unknown): Fields {
  const given = fields(boxParameters) ?? {};
  if (typeof given.max_accept_ratio === 'number')
    builder.leaveOut('bbox_params.max_accept_ratio', 'because there is no such filter');
  return Object.fromEntries(
    MINIMA.filter((name) => typeof given[name] === 'number' && given[name] > 0).map((name) => [
      name,
      given[name],
    ]),
  );
}

/** Further arrays that a pipeline moves with the image. All labels of an image move with it without being named. */
function noteTargets(builder: RecipeBuilder, targets: unknown): void {
  const given = Object.entries(fields(targets) ?? {});
  const images = given.filter(([, kind]) => kind === 'image' || kind === 'images').map(([name]) => name);
  const labels = given.filter(([name]) => !images.includes(name)).map(([name]) => name);
  if (images.length > 0)
    builder.leaveOut(
      `additional_targets.${images.join(', ')}`,
      'because each image draws its own numbers here; put images of one frame into one TIFF as further channels',
    );
  if (labels.length > 0)
    builder.notes.push(
      `additional_targets.${labels.join(', ')}: not needed, all labels of an image move with it`,
    );
}

function savedStep(builder: RecipeBuilder, saved: Fields, version: Version): Step[] {
  const successor = successorOf(nameOf(saved), saved);
  if (successor) builder.notes.push(successor.note);
  const own = successor?.name ?? nameOf(saved);
  const name = PIPELINES.includes(own) ? 'Sequential' : own;
  if (NOT_NEEDED.includes(name))
    return [{ name, isNotNeeded: true, ...(typeof saved.p === 'number' && { p: saved.p }) }];
  const { [CLASS]: _class, p: givenP, transforms, ...given } = successor?.given ?? saved;
  const p = given.always_apply === true ? 1 : givenP;
  const { step, lost, note } = changeOldStep(
    {
      name,
      ...(typeof p === 'number' && { p }),
      parameters: translateParameters(name, given),
      silent: [...(BYPRODUCTS[name] ?? []), ...WITHOUT_EFFECT],
      reasons: GONE[name] ?? {},
      ...(Array.isArray(transforms) && { steps: savedSteps(builder, transforms, version) }),
    },
    version,
  );
  if (lost !== undefined) builder.lost.push(lost);
  if (note !== undefined) builder.notes.push(note);
  return [step];
}

function nameOf(node: Fields): string {
  const name = node[CLASS];
  return typeof name === 'string' ? name.slice(name.lastIndexOf('.') + 1) : '';
}
