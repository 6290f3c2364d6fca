import { parse } from 'yaml';
import { transformExamples } from '../../src/core/transforms/examples.js';
import type { Stream } from '../../src/core/plan/stream.js';
import { builtInTransforms } from '../../src/core/transforms/catalogue.js';

/** One to three of these names; one may come twice. */
export function chooseSteps(random: Stream, names: readonly string[]): string[] {
  return Array.from({ length: random.integer(1, 3) }, () => names[random.integer(0, names.length - 1)]!);
}

/**
 * A step of a recipe: a transform with the parameters of its example in docs/transforms.md.
 * @param parameters take their place where the transform has them; `p` is 1 if they do not say another
 */
export function stepOf(name: string, parameters: Readonly<Record<string, unknown>> = {}): object {
  const entry = builtInTransforms.get(name)!;
  const given = parse(transformExamples[name as keyof typeof transformExamples]) as object;
  const known = Object.keys((entry.schema as unknown as { shape?: object }).shape ?? {});
  const taken = Object.entries({ p: 1, ...parameters }).filter(([key]) => key === 'p' || known.includes(key));
  return { [name]: { ...given, ...Object.fromEntries(taken) } };
}
