import type * as z from 'zod';
import type { Progress } from '../../jobs/pool.js';
import type { Composition } from '../../packages/compose.js';

/** What a tool has beside its parameters. */
export interface Task {
  /** Its Stores reach only what the server was given. */
  readonly composition: Composition;
  /** Aborted where the client cancels the request, or is gone. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

export interface Answer {
  /** For the agent: what the command prints, and what to do next. */
  readonly lines: readonly string[];
  /** The same for programs: what the command prints as JSON. */
  readonly data: object;
  /** A JPEG file. */
  readonly picture?: Uint8Array;
}

/** A command as an agent sees it. Names, descriptions and parameters are all that it knows. */
export interface Tool<Parameters extends z.ZodRawShape = z.ZodRawShape> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly parameters: Parameters;
  /** True if it changes files. */
  readonly writes: boolean;
  /** True if it works on many images: of such tools, one is at work at a time. */
  readonly takesLong: boolean;
  /** @throws AugmentError, whose message the agent reads */
  perform(given: z.output<z.ZodObject<Parameters>>, task: Task): Promise<Answer>;
}

/** Infers the types of the parameters. */
export function defineTool<Parameters extends z.ZodRawShape>(tool: Tool<Parameters>): Tool {
  return tool;
}
