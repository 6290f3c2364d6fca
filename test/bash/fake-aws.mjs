/**
 * Replaces the AWS CLI: supports the requests of upload-images.sh, and answers with the messages of the real CLI.
 * In `FAKE_AWS/buckets/BUCKET/` each object is one JSON file, replaced as a whole, with its content and its uploads.
 *
 * `FAKE_AWS/behaviour.json`: `fail` (part of a key → code of the error, or `CODE:TIMES`), `hold` (once there are so many
 * objects, uploads wait until this changes), `credentials` (an error's code, or `{code, after}`: after so many uploads),
 * `etags` (`md5`, or else ETags that are no hash of the content).
 * `FAKE_AWS/log` lists other requests: `list`, `head KEY`, `held KEY`, `refused KEY`, with keys as JSON strings.
 */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const home = process.env.FAKE_AWS;
const args = process.argv.slice(2);
const readBehaviour = () => readJson(join(home, 'behaviour.json')) ?? {};
const behaviour = readBehaviour();
const log = (text) => appendFileSync(join(home, 'log'), `${text}\n`);

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** `--name value` and `--name=value`. */
function option(name) {
  for (const [i, arg] of args.entries()) {
    if (arg === `--${name}`) return args[i + 1];
    if (arg.startsWith(`--${name}=`)) return arg.slice(name.length + 3);
  }
  return undefined;
}

class Refusal extends Error {}

function refuse(code, operation) {
  throw new Refusal(
    code === 'NoCredentials'
      ? 'Unable to locate credentials. You can configure credentials by running "aws configure".'
      : `An error occurred (${code}) when calling the ${operation} operation: so it was asked`,
  );
}

function refusals(part) {
  const lines = existsSync(join(home, 'log')) ? readFileSync(join(home, 'log'), 'utf8').split('\n') : [];
  return lines.filter((line) => line.startsWith('refused ') && line.includes(part)).length;
}

const objectFile = (bucket, key) =>
  join(home, 'buckets', bucket, `${createHash('sha256').update(key).digest('hex')}.json`);

function objectsOf(bucket) {
  const folder = join(home, 'buckets', bucket);
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.map((name) => readJson(join(folder, name))).sort((a, b) => (a.key < b.key ? -1 : 1));
}

function checkAccess(bucket, operation) {
  const { credentials } = behaviour;
  if (typeof credentials === 'string') refuse(credentials, operation);
  if (credentials && objectsOf(bucket).length >= credentials.after) refuse(credentials.code, operation);
  if (!existsSync(join(home, 'buckets', bucket))) refuse('NoSuchBucket', operation);
}

async function untilReleased(bucket, key) {
  const isHeld = () => objectsOf(bucket).length >= (readBehaviour().hold ?? Infinity);
  // Asked once for each turn: another process may store the last object between two questions.
  for (let turn = 0; isHeld() && isAlive(Number(process.env.TEST_PROCESS)); turn++) {
    if (turn === 0) log(`held ${JSON.stringify(key)}`);
    await pause(10);
  }
}

/** A test that was killed releases nothing. */
function isAlive(id) {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

async function put(kind, bucket, key, file, headers) {
  checkAccess(bucket, 'PutObject');
  if (!existsSync(file)) throw new Refusal(`[Errno 2] No such file or directory: '${file}'`);
  const bytes = readFileSync(file);
  await untilReleased(bucket, key);
  for (const [part, failure] of Object.entries(behaviour.fail ?? {})) {
    const [code, times = Infinity] = failure.split(':');
    if (!key.includes(part)) continue;
    log(`refused ${JSON.stringify(key)}`);
    if (refusals(part) <= Number(times)) refuse(code, 'PutObject');
  }
  const hash = createHash('md5').update(bytes).digest('hex');
  const etag = behaviour.etags === 'other' ? createHash('md5').update(`other ${hash}`).digest('hex') : hash;
  const object = objectFile(bucket, key);
  const uploads = [...(readJson(object)?.uploads ?? []), { kind, at: Date.now() }];
  const stored = { key, size: bytes.length, etag, ...headers, uploads, body: bytes.toString('base64') };
  writeFileSync(`${object}.${process.pid}`, JSON.stringify(stored));
  renameSync(`${object}.${process.pid}`, object);
  return etag;
}

function filesBelow(folder, prefix = '') {
  return readdirSync(join(folder, prefix)).flatMap((name) =>
    statSync(join(folder, prefix, name)).isDirectory()
      ? filesBelow(folder, `${prefix}${name}/`)
      : [prefix + name],
  );
}

const commands = {
  'list-objects-v2'() {
    const bucket = option('bucket');
    log('list');
    checkAccess(bucket, 'ListObjectsV2');
    const lines = objectsOf(bucket)
      .filter(({ key }) => key.startsWith(option('prefix')))
      .map(({ key, etag, size }) => `    ${JSON.stringify(`"${etag}" ${size} ${key}`)}`);
    console.log(lines.length > 0 ? `[\n${lines.join(',\n')}\n]` : 'null');
  },
  'head-object'() {
    log(`head ${JSON.stringify(option('key'))}`);
    checkAccess(option('bucket'), 'HeadObject');
    const headers = readJson(objectFile(option('bucket'), option('key')));
    if (!headers) refuse('404', 'HeadObject');
    console.log(headers.sha256 ?? 'None');
  },
  async 'put-object'() {
    const headers = { type: option('content-type'), sha256: option('metadata').replace('sha256=', '') };
    console.log(`"${await put('put', option('bucket'), option('key'), option('body'), headers)}"`);
  },
  async cp() {
    const at = args.indexOf('cp');
    const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(args[at + 2]);
    for (const name of filesBelow(args[at + 1])) {
      const key = prefix + name;
      try {
        await put('cp', bucket, key, join(args[at + 1], name), { type: option('content-type') });
        process.stdout.write(`upload: some/where/${name} to s3://${bucket}/${key}\n`);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        process.stderr.write(`upload failed: some/where/${name} to s3://${bucket}/${key} ${error.message}\n`);
        process.exitCode = 1;
      }
    }
  },
};

try {
  const name = args.find((arg) => arg in commands);
  if (!name) throw new Refusal(`no such command: ${args.join(' ')}`);
  await commands[name]();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 255;
}
