// An S3 and an SQS in memory, with a given latency, in a process of their own, which is not measured. They support the
// requests of the contestants, including conditional writes, and count them.
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { setTimeout } from 'node:timers';

/** URL path → content, entity tag and the headers of answers. */
const objects = new Map();
const noCounts = () => ({ GET: 0, HEAD: 0, LIST: 0, PUT: 0, DELETE: 0, SQS: 0 });
let counts = noCounts();
/** Milliseconds until the first byte of an answer, by kind; for PUT, after the last byte of the request. */
let latency = {};

const md5 = (bytes) => createHash('md5').update(bytes).digest('hex');
/** S3 accepts conditions with and without quotes. */
const isVersion = ({ etag }, wanted) => etag.replaceAll('"', '') === wanted.replaceAll('"', '');
const storedHeader = (name) => name === 'content-type' || name.startsWith('x-amz-meta-');

/** The content of objects whose paths begin so is not kept. */
let discarded;

function put(path, bytes, headers = {}) {
  const isKept = discarded === undefined || !path.startsWith(discarded);
  const object = { bytes: isKept ? bytes : Buffer.alloc(0), etag: `"${md5(bytes)}"`, headers };
  objects.set(path, object);
  return object;
}

function kindOf({ method, url, headers }) {
  if (headers['x-amz-target']) return 'SQS';
  return method === 'GET' && url.includes('list-type=2') ? 'LIST' : method;
}

const error = (status, code) => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`),
});

/** S3 compares when it executes the request, so this runs before the wait. */
const answers = {
  GET: ({ path }) => {
    const object = objects.get(path);
    return object ? { status: 200, headers: headersOf(object), body: object.bytes } : error(404, 'NoSuchKey');
  },
  HEAD: ({ path }) => {
    const object = objects.get(path);
    return object ? { status: 200, headers: headersOf(object) } : { status: 404, headers: {} };
  },
  PUT: ({ path, headers, body }) => {
    const present = objects.get(path);
    const wanted = headers['if-match'];
    if (headers['if-none-match'] === '*' && present) return error(412, 'PreconditionFailed');
    if (wanted && !present) return error(404, 'NoSuchKey');
    if (wanted && !isVersion(present, wanted)) return error(412, 'PreconditionFailed');
    const kept = Object.entries(headers).filter(([name]) => storedHeader(name));
    return { status: 200, headers: { etag: put(path, body, Object.fromEntries(kept)).etag } };
  },
  DELETE: ({ path, headers }) => {
    const present = objects.get(path);
    const wanted = headers['if-match'];
    if (wanted && present && !isVersion(present, wanted)) return error(412, 'PreconditionFailed');
    objects.delete(path);
    return { status: 204, headers: {} };
  },
  LIST: ({ path, query }) => {
    const bucket = `/${path.split('/')[1]}/`;
    const after = query.get('continuation-token') ?? '';
    const beginning = bucket + (query.get('prefix') ?? '');
    const names = [...objects.keys()].filter((name) => name.startsWith(beginning) && name > after).sort();
    const page = names.slice(0, 1000);
    const contents = page.map((name) => {
      const { bytes, etag } = objects.get(name);
      const key = encodeURIComponent(name.slice(bucket.length)).replaceAll('%2F', '/');
      return `<Contents><Key>${key}</Key><Size>${bytes.length}</Size><ETag>${etag.replaceAll('"', '&quot;')}</ETag></Contents>`;
    });
    const isTruncated = names.length > page.length;
    const next = isTruncated ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    const xml = `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><KeyCount>${page.length}</KeyCount><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
    return { status: 200, headers: { 'content-type': 'application/xml' }, body: Buffer.from(xml) };
  },
  SQS: ({ headers, body }) => {
    // Nothing is received from it, so that hiding and deleting a message change nothing.
    const sent = (message) =>
      message === undefined ? {} : { MessageId: randomUUID(), MD5OfMessageBody: md5(message) };
    const request = JSON.parse(body.toString());
    const answer = headers['x-amz-target'].endsWith('Batch')
      ? {
          Successful: request.Entries.map(({ Id, MessageBody }) => ({ Id, ...sent(MessageBody) })),
          Failed: [],
        }
      : sent(request.MessageBody);
    const type = 'application/x-amz-json-1.0';
    return { status: 200, headers: { 'content-type': type }, body: Buffer.from(JSON.stringify(answer)) };
  },
};

function headersOf({ bytes, etag, headers }) {
  const fixed = { etag, 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT', 'content-length': bytes.length };
  return { 'content-type': 'binary/octet-stream', ...headers, ...fixed };
}

const server = http.createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
  const kind = kindOf(request);
  counts[kind]++;
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    const { headers } = request;
    const path = decodeURIComponent(pathname);
    const answer = answers[kind]({ path, query: searchParams, headers, body: Buffer.concat(chunks) });
    setTimeout(() => {
      response.writeHead(answer.status, { 'content-length': answer.body?.length ?? 0, ...answer.headers });
      response.end(answer.body);
    }, latency[kind] ?? 0);
  });
});

/** The commands of the benchmark to this process; each has one answer. */
const orders = {
  latency: (given) => void (latency = given),
  /** The number of requests of each kind since the last call. */
  counts: () => {
    const since = counts;
    counts = noCounts();
    return since;
  },
  /** Stores files without a request. */
  fill: (files) => {
    for (const { path, file } of files) put(path, readFileSync(file));
  },
  names: (beginning) => [...objects.keys()].filter((name) => name.startsWith(beginning)),
  discard: (beginning) => void (discarded = beginning),
  text: (path) => objects.get(path)?.bytes.toString(),
  clear: () => objects.clear(),
};
process.on('message', ({ order, given }) => process.send({ done: orders[order](given) ?? null }));
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send({ done: server.address().port }));
