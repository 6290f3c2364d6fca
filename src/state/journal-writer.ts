import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import * as z from 'zod';

export const writerSchema = z.object({ host: z.string(), pid: z.int(), process: z.string() });

/** The process that writes a journal. */
export interface Writer {
  /** The machine's name, and on Linux its space of process numbers: each container may have its own. */
  readonly host: string;
  readonly pid: number;
  /** Random: another process may get the same number later. */
  readonly process: string;
}

/** Whether a process still writes its journal. `unknown`: it is on another machine, and wrote lately. */
export type Presence = 'alive' | 'gone' | 'unknown';

/** Between two lines of a living process one image is decoded, or written. */
const LONGEST_SILENCE_MS = 60 * 60 * 1000;

const PROCESS = randomUUID();

export function thisProcess(): Writer {
  return { host: [hostname(), ...processSpace()].join(' '), pid: process.pid, process: PROCESS };
}

function processSpace(): string[] {
  try {
    return [readlinkSync('/proc/self/ns/pid')];
  } catch {
    return [];
  }
}

/**
 * A wrong `gone` would lose what a living process has written, so that a number in use counts only for so long: after a
 * restart of the machine another program may have it.
 * @param time when the journal got its last line, in milliseconds
 */
export function presenceOf(writer: Writer, time: number, own: Writer): Presence {
  const isRecent = time > Date.now() - LONGEST_SILENCE_MS;
  if (writer.host !== own.host) return isRecent ? 'unknown' : 'gone';
  if (writer.pid === own.pid) return writer.process === own.process ? 'alive' : 'gone';
  return isRecent && isInUse(writer.pid) ? 'alive' : 'gone';
}

function isInUse(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
