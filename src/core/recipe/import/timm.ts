import { fields, RecipeBuilder, type Fields, type ImportedRecipe, type Step } from './builder.js';
import { formsOf, isApproximate, type Magnitudes, type OperationSettings } from './timm-operations.js';
import { ONE_STEP, OTHER_STEPS, randAugmentStep, UNIFORM } from './timm-rand-augment.js';
import { operationSet, POLICY_NAMES, policyOf } from './timm-policies.js';

/** The settings of timm's training that change images, with their defaults. */
const DEFAULTS = {
  aa: null,
  color_jitter: 0.4,
  color_jitter_prob: null,
  grayscale_prob: 0,
  gaussian_blur_prob: 0,
  hflip: 0.5,
  vflip: 0,
  mean: [0.485, 0.456, 0.406],
  ratio: [3 / 4, 4 / 3],
  recount: 1,
  remode: 'pixel',
  reprob: 0,
  scale: [0.08, 1],
  train_interpolation: 'random',
} satisfies Fields;
type Settings = Readonly<Record<keyof typeof DEFAULTS, unknown>>;

/** Names that no other program uses; fewer of them say nothing. */
const OWN_NAMES = [
  'aa',
  'reprob',
  'remode',
  'recount',
  'train_interpolation',
  'color_jitter',
  'hflip',
  'vflip',
];
const LEAST_KNOWN = 3;
const ALWAYS = 1;
const SIDE = 224;
/** A normal number is hardly ever so many deviations from its mean. */
const NEVER = 6;
const AUGMIX = { magnitude: 3, translation: 0.3 };
const TRANSLATION = 0.45;
const GREATEST = 10;

/** True for what `--aa` of timm takes: `rand-m9-mstd0.5-inc1`, `augmix-m5-w4-d2`, `original-mstd0.5`. */
export function isTimmPolicy(text: string): boolean {
  const [kind = '', ...sections] = text.trim().split('-');
  const isKnown = ['rand', 'augmix', ...POLICY_NAMES].includes(kind);
  return isKnown && sections.every((section) => /^[a-z]+[\w.]*$/.test(section));
}

export function importTimmPolicy(text: string): ImportedRecipe {
  const builder = new RecipeBuilder();
  builder.notes.push('a policy of timm, by the definitions of its version 1.0.31');
  return builder.finish(policySteps(text.trim(), builder, fillOf(DEFAULTS.mean)));
}

/** True for args.yaml of a training. */
export function isTimmArguments(value: unknown): value is Fields {
  const given = fields(value) ?? {};
  return OWN_NAMES.filter((name) => name in given).length >= LEAST_KNOWN;
}

export function importTimmArguments(given: Fields): ImportedRecipe {
  const builder = new RecipeBuilder();
  builder.notes.push('settings of a training with timm, by the definitions of its version 1.0.31');
  const settings = settingsOf(given);
  for (const name of ['mixup', 'cutmix'])
    if (numberOf(given[name]) > 0) builder.leaveOut(name, 'it combines images of a batch, where you train');
  return builder.finish([
    crop(given, settings, builder),
    ...flips(settings),
    ...colours(settings, builder),
    ...erasing(settings, builder),
  ]);
}

/** What is null has its default, except that no ColorJitter is none. */
function settingsOf(given: Fields): Settings {
  const known = Object.entries(given).filter(([, value]) => value !== null && value !== undefined);
  return {
    ...DEFAULTS,
    ...Object.fromEntries(known),
    ...(given.color_jitter === null && { color_jitter: 0 }),
  };
}

function crop(
  given: Fields,
  { scale, ratio, train_interpolation: how }: Settings,
  builder: RecipeBuilder,
): Step {
  const side =
    given.img_size ?? (Array.isArray(given.input_size) ? (given.input_size as unknown[])[1] : undefined);
  if (typeof side !== 'number') builder.notes.push(`img_size is not given; ${SIDE} is taken`);
  if (typeof given.train_crop_mode === 'string' && given.train_crop_mode !== 'rrc')
    builder.leaveOut('train_crop_mode', `RandomResizedCrop is taken in place of ${given.train_crop_mode}`);
  if (how === 'random') builder.notes.push('pixels are interpolated linearly; timm draws linear or cubic');
  const size = typeof side === 'number' ? side : SIDE;
  return {
    name: 'RandomResizedCrop',
    p: ALWAYS,
    parameters: {
      ...{ size: [size, size], scale, ratio, area_for_downscale: 'image' },
      interpolation: how === 'bicubic' ? 'cubic' : 'linear',
    },
  };
}

function flips({ hflip, vflip }: Settings): Step[] {
  const given = Object.entries({ HorizontalFlip: numberOf(hflip), VerticalFlip: numberOf(vflip) });
  return given.filter(([, p]) => p > 0).map(([name, p]) => ({ name, p }));
}

function colours(settings: Settings, builder: RecipeBuilder): Step[] {
  const { aa, color_jitter, color_jitter_prob, grayscale_prob, gaussian_blur_prob } = settings;
  const policy = typeof aa === 'string' && isTimmPolicy(aa) ? aa : undefined;
  if (policy === undefined && known(aa))
    builder.leaveOut('aa', `timm has no policy of the name ${JSON.stringify(aa)}`);
  const hasJitter = policy === undefined || policy.includes('3a');
  return [
    ...(policy === undefined ? [] : policySteps(policy, builder, fillOf(settings.mean))),
    ...(hasJitter ? jitter(color_jitter, color_jitter_prob) : []),
    ...(numberOf(grayscale_prob) > 0 ? [{ name: 'ToGray', p: numberOf(grayscale_prob) }] : []),
    ...(numberOf(gaussian_blur_prob) > 0
      ? [
          {
            name: 'GaussianBlur',
            p: numberOf(gaussian_blur_prob),
            parameters: { blur_limit: [23, 23], sigma_limit: [0.1, 2] },
          },
        ]
      : []),
  ];
}

function jitter(given: unknown, probability: unknown): Step[] {
  const amounts = [given].flat().map(numberOf);
  const [brightness = 0, contrast = brightness, saturation = brightness, hue = 0] = amounts;
  if (amounts.every((amount) => amount === 0)) return [];
  return [
    {
      name: 'ColorJitter',
      p: typeof probability === 'number' ? probability : ALWAYS,
      parameters: { brightness, contrast, saturation, hue },
    },
  ];
}

function erasing({ reprob, remode, recount, mean }: Settings, builder: RecipeBuilder): Step[] {
  const p = numberOf(reprob);
  if (p === 0) return [];
  if (numberOf(recount) > 1) builder.leaveOut('recount', 'one rectangle is erased');
  if (remode !== 'const')
    builder.notes.push(
      'Erasing: its levels are drawn evenly from 0 to 255; timm draws from a normal distribution',
    );
  const fill = remode === 'const' ? fillOf(mean) : remode === 'rand' ? 'random_uniform' : 'random';
  return [{ name: 'Erasing', p, parameters: { scale: [0.02, 1 / 3], ratio: [0.3, 1 / 0.3], fill } }];
}

/** The sections that timm knows, by the kind of a configuration. All others have those of AutoAugment. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  rand: ['m', 'n', 'p', 'mstd', 'mmax', 'inc', 't'],
  augmix: ['m', 'w', 'd', 'a', 'b', 'mstd'],
};
const OF_AUTO_AUGMENT = ['mstd'];

/** The sections of a configuration behind its kind: `m9` gives `m` the value 9. */
type Sections = ReadonlyMap<string, string>;

function policySteps(text: string, builder: RecipeBuilder, fill: readonly number[]): Step[] {
  const [kind = '', ...rest] = text.split('-');
  const sections: Sections = new Map(rest.map((section) => splitSection(section)));
  const allowed = SECTIONS[kind] ?? OF_AUTO_AUGMENT;
  for (const key of sections.keys())
    if (!allowed.includes(key)) builder.leaveOut(key, `timm has no such section of ${kind}`);
  if (kind === 'augmix') return [augMix(sections, builder)];
  const policy = new Policy(sections, builder, { fill, translation: TRANSLATION });
  return kind === 'rand' ? policy.randAugment() : [policy.autoAugment(kind)];
}

function splitSection(section: string): [key: string, value: string] {
  // The name of a set stands behind t, and begins with a digit or not.
  if (section.startsWith('t')) return ['t', section.slice(1)];
  const [, key = section, value = ''] = /^([a-z]+)(.*)$/.exec(section) ?? [];
  return [key, value];
}

function augMix(sections: Sections, builder: RecipeBuilder): Step {
  builder.lost.push(
    'AugMix: timm draws other operations, and blends differently with b1, than torchvision does, whose is here',
  );
  return {
    name: 'AugMix',
    p: ALWAYS,
    parameters: {
      severity: Number(sections.get('m') ?? AUGMIX.magnitude),
      mixture_width: Number(sections.get('w') ?? 3),
      chain_depth: Number(sections.get('d') ?? -1),
      alpha: Number(sections.get('a') ?? 1),
    },
  };
}

/** Operations drawn by a configuration of timm. */
class Policy {
  private readonly said = new Set<string>();

  constructor(
    private readonly sections: Sections,
    private readonly builder: RecipeBuilder,
    private readonly settings: OperationSettings,
  ) {}

  randAugment(): Step[] {
    const { n, p } = { n: this.number('n', 2), p: this.number('p', 0.5) };
    const [m, std] = this.magnitude();
    const isIncreasing = this.number('inc', 0) !== 0;
    const given = { n, p, m, isIncreasing, std };
    const step = randAugmentStep(this.sections, given, this.settings.fill);
    if (step) {
      this.builder.notes.push(ONE_STEP);
      return [step];
    }
    for (const note of OTHER_STEPS) this.builder.notes.push(note);
    const { weights, isDistinct } = operationSet(this.sections.get('t'), isIncreasing);
    const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    if (!isDistinct) {
      const steps = Object.keys(weights).map((operation) => this.step(operation, m, p));
      return [{ name: 'RandomOrder', p: ALWAYS, parameters: { n, replace: true }, steps }];
    }
    if (n > 1) this.lose('the drawn operations all differ in timm; here, one can be drawn again');
    const steps = Object.entries(weights).map(([operation, weight]) => ({
      ...this.step(operation, m, ALWAYS),
      p: Number((weight / total).toFixed(6)),
    }));
    return Array.from({ length: n }, () => ({ name: 'OneOf', p, steps }));
  }

  /** The magnitude and its deviation. timm takes one that is too large for the greatest. */
  private magnitude(): readonly [magnitude: number, std: number] {
    const [m, std] = [this.number('m', GREATEST), this.number('mstd', 0)];
    return m - NEVER * std >= GREATEST && !this.sections.has('mmax') ? [GREATEST, 0] : [m, std];
  }

  autoAugment(name: string): Step {
    for (const note of OTHER_STEPS) this.builder.notes.push(note);
    const steps = policyOf(name).map((entry): Step => {
      const drawn = entry.filter(({ probability }) => probability > 0);
      const inner = drawn.map(({ operation, probability, magnitude }) =>
        this.step(operation, magnitude, probability),
      );
      return { name: 'Sequential', p: ALWAYS, steps: inner };
    });
    return { name: 'OneOf', p: ALWAYS, steps };
  }

  /** @param p probability that it runs, once it is drawn */
  private step(operation: string, magnitude: number, p: number): Step {
    const forms = formsOf(operation, this.magnitudes(magnitude), this.settings);
    const [first, ...others] = forms;
    if (!first) {
      this.lose(`${operation}: left out, there is no such transform here; NoOp keeps its share`);
      return { name: 'NoOp', p };
    }
    if (isApproximate(operation) && forms.some(({ name }) => name === 'GaussianBlur'))
      this.lose(`${operation}: what it smooths is smoothed by a Gaussian kernel of the same variance`);
    if (others.length === 0) return { ...first, p };
    return { name: 'OneOf', p, steps: forms.map((form) => ({ ...form, p: ALWAYS })) };
  }

  /** A range of the mean and deviation of what timm draws. */
  private magnitudes(magnitude: number): Magnitudes {
    const greatest = this.number('mmax', GREATEST);
    const std = this.number('mstd', 0);
    const within = (value: number) => Math.min(greatest, Math.max(0, value));
    if (std > UNIFORM) return [0, within(magnitude)];
    if (std > 0)
      this.lose(
        `mstd${std}: magnitudes are drawn evenly from a range of the same mean and deviation; timm draws from a normal distribution`,
      );
    const reach = Math.sqrt(3) * std;
    return [within(magnitude - reach), within(magnitude + reach)];
  }

  private number(key: string, missing: number): number {
    const text = this.sections.get(key) ?? '';
    return text === '' || Number.isNaN(Number(text)) ? missing : Number(text);
  }

  private lose(what: string): void {
    if (!this.said.has(what)) this.builder.lost.push(what);
    this.said.add(what);
  }
}

/** The colour of a network's 0, which timm fills with. */
function fillOf(mean: unknown): readonly number[] {
  const shares = Array.isArray(mean) ? mean.map(numberOf) : DEFAULTS.mean;
  return shares.map((share) => Math.min(255, Math.round(255 * share)));
}

function known(value: unknown): boolean {
  return value !== null && value !== undefined && value !== '';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
