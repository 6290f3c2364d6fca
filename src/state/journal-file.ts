import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { StoreError } from '../core/errors.js';
import { readEach } from '../stores/read-each.js';
import type { Store, Stored } from '../stores/store.js';
import { writerSchema } from './journal-writer.js';
import type { Writer } from './journal-writer.js';
import { outputFileSchema } from './output-files.js';
import type { OutputFile } from './output-files.js';
import { STATE_FILES } from './state-file.js';

const { path, version: VERSION } = STATE_FILES.journal;

const headerSchema = z.object({ version: z.number(), writer: writerSchema.optional() });
const stepSchema = z.discriminatedUnion('step', [
  z.object({ step: z.enum(['work', 'stop', 'done']), source: z.string(), time: z.number() }),
  z.object({
    step: z.literal('write'),
    source: z.string(),
    time: z.number(),
    files: z.array(outputFileSchema),
  }),
]);

/**
 * What happens to a Source: its pixels are in work; they no longer are, for an error; its outputs, or what was there
 * before, may be found from now on; its Record is written.
 */
export type Step =
  | { readonly step: 'work' | 'stop' | 'done'; readonly source: string }
  | { readonly step: 'write'; readonly source: string; readonly files: readonly OutputFile[] };

/** What is unfinished of a Source. */
export interface Unfinished {
  /** Outputs that may be found. Empty if none was begun. */
  readonly files: readonly OutputFile[];
  /** Whether its pixels are in work. */
  readonly isInWork: boolean;
}

/** By the keys of the Sources. */
export type UnfinishedSources = ReadonlyMap<string, Unfinished>;

/** A journal as it was read. */
export interface JournalFile {
  readonly key: string;
  readonly version: string;
  /** Absent if its process has left it. */
  readonly writer: Writer | undefined;
  /** When the last line was written, in milliseconds. */
  readonly time: number;
  readonly unfinished: UnfinishedSources;
}

/** The key of a new journal. @param run the name of the run, with which the keys of all its journals begin */
export function newJournalKey(run: string): string {
  return `${path}${run}-${randomUUID()}.jsonl`;
}

/** @param writer absent if its process leaves the journal */
export function encodeHeader(writer?: Writer): string {
  return encode({ version: VERSION, ...(writer && { writer }) });
}

export function encodeStep(step: Step): string {
  return encode({ ...step, time: Date.now() });
}

/** The steps that lead to what is unfinished. */
export function encodeUnfinished(sources: UnfinishedSources): string {
  const lines = [...sources].map(
    ([source, { files, isInWork }]) =>
      (files.length > 0 ? encodeStep({ step: 'write', source, files }) : '') +
      (isInWork ? encodeStep({ step: 'work', source }) : ''),
  );
  return lines.join('');
}

/** A line begins with its line feed: what a full disk or a crash cuts off spoils no later line. */
function encode(line: object): string {
  return `\n${JSON.stringify(line)}`;
}

/** Notes a step in what is unfinished. */
export function follow(unfinished: Map<string, Unfinished>, step: Step): void {
  const { source } = step;
  const files = unfinished.get(source)?.files ?? [];
  if (step.step === 'write') unfinished.set(source, { files: step.files, isInWork: false });
  else if (step.step === 'work') unfinished.set(source, { files, isInWork: true });
  else if (step.step === 'done' || files.length === 0) unfinished.delete(source);
  else unfinished.set(source, { files, isInWork: false });
}

/**
 * All journals of a state, or those of one run.
 * @throws StoreError if one is of a version that this program does not read
 */
export async function readJournals(state: Store, run?: string): Promise<JournalFile[]> {
  const files: JournalFile[] = [];
  for await (const stored of readEach(state, path + (run ?? ''))) files.push(decode(stored, state.location));
  return files;
}

/** A line that cannot be read was cut off, and what it announces has not begun; or a power failure damaged it. */
function decode({ key, version, bytes }: Stored & { readonly key: string }, location: string): JournalFile {
  const unfinished = new Map<string, Unfinished>();
  let writer: Writer | undefined;
  let time = 0;
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const json = parse(line);
    const step = stepSchema.safeParse(json);
    const header = headerSchema.safeParse(json);
    if (step.success) {
      follow(unfinished, step.data);
      ({ time } = step.data);
    } else if (header.success) {
      requireVersion(header.data.version, `${location}/${key}`);
      ({ writer } = header.data);
    }
  }
  return { key, version, writer, time, unfinished };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function requireVersion(found: number, location: string): void {
  if (found === VERSION) return;
  throw new StoreError(
    `${location} has version ${found}, and this program reads version ${VERSION}: another version of this program was ` +
      'interrupted; run that version again, or delete the file (docs/state.md says what is lost)',
    false,
  );
}
