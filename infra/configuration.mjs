import { UsageError } from '../dist/core/errors.js';

const anything = (value) => value;
const oneOf =
  (...values) =>
  (value) =>
    values.includes(value) ? value : refuse(`expected ${values.join(' or ')}`);

const wholeNumber = (least, most) => (value) =>
  /^\d{1,5}$/.test(value) && value >= least && value <= most
    ? Number(value)
    : refuse(`expected a whole number from ${least} to ${most}`);

/** A reader for each key of the context that belongs to this app. */
const readers = {
  stackName: (value) =>
    /^[A-Za-z][A-Za-z0-9-]{0,54}$/.test(value)
      ? value
      : refuse('expected a letter, then up to 54 letters, digits and hyphens'),
  bucketName,
  existingBucket: trueOrFalse,
  kmsKey: keyArn,
  outputKmsKey: keyArn,
  outputBucketName: bucketName,
  recipe: anything,
  recipeKey: anything,
  architecture: oneOf('arm64', 'x86_64'),
  removal: oneOf('retain', 'destroy'),
  alarmEmail: (value) => (/^[^@\s]+@[^@\s]+$/.test(value) ? value : refuse('expected an e-mail address')),
  minimal: trueOrFalse,
  layerZip: anything,
  codeDir: anything,
  maxConcurrency: wholeNumber(2, 1000),
  memory: wholeNumber(512, 10_240),
};
const defaults = {
  stackName: 'AugmentOnDemand',
  existingBucket: false,
  minimal: false,
  architecture: 'arm64',
  removal: 'retain',
};

/**
 * @param context all of CDK's context, including CDK's own keys
 * @throws UsageError that lists every mistake
 */
export function readConfiguration(context) {
  const mistakes = [];
  const configuration = { ...defaults };
  for (const [key, value] of Object.entries(context).filter(([name]) => isOurs(name))) {
    try {
      if (!Object.hasOwn(readers, key)) refuse(`unknown; the keys are ${Object.keys(readers).join(', ')}`);
      if (String(value) === '') refuse('empty');
      configuration[key] = readers[key](String(value));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      mistakes.push(`-c ${key}=${value}: ${error.message}`);
    }
  }
  if (configuration.existingBucket && configuration.bucketName === undefined)
    mistakes.push('-c existingBucket=true: needs -c bucketName=NAME');
  if (configuration.kmsKey !== undefined && !configuration.existingBucket)
    mistakes.push(
      `-c kmsKey=${configuration.kmsKey}: needs -c existingBucket=true; a new bucket has S3's own key`,
    );
  if (configuration.outputKmsKey !== undefined && configuration.outputBucketName === undefined)
    mistakes.push(`-c outputKmsKey=${configuration.outputKmsKey}: needs -c outputBucketName=NAME`);
  if (configuration.minimal && configuration.alarmEmail !== undefined)
    mistakes.push(`-c alarmEmail=${configuration.alarmEmail}: -c minimal=true leaves out the alarms`);
  if (mistakes.length > 0) throw new UsageError(mistakes.join('\n'));
  return configuration;
}

/** CDK's own keys contain colons, slashes or hyphens: `@aws-cdk/core:…`, `vpc-provider:…`. */
function isOurs(key) {
  return /^[A-Za-z]\w*$/.test(key);
}

function bucketName(value) {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value)
    ? value
    : refuse('expected 3 to 63 lower-case letters, digits, dots and hyphens, as S3 names buckets');
}

function trueOrFalse(value) {
  return oneOf('true', 'false')(value) === 'true';
}

function keyArn(value) {
  return /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/.test(value)
    ? value
    : refuse('expected the ARN of a key: arn:aws:kms:REGION:ACCOUNT:key/ID');
}

function refuse(reason) {
  throw new UsageError(reason);
}
