import { readFileSync } from 'node:fs';
import { parseRecipe } from '../../parse.js';
import { importPipeline } from '../index.js';

/** A file beside this one. */
export const fixture = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The Recipe that comes out is read again: whatever is written must be valid. */
export function imported(text: string) {
  const made = importPipeline(text, 'pipeline');
  const { transforms, preprocess, ...settings } = parseRecipe(made.yaml, 'imported.yaml');
  const named = ({ transform: { name }, p, parameters, children }: (typeof transforms)[number]): object => ({
    name,
    p,
    parameters,
    children: children.map(named),
  });
  return { ...settings, ...made, preprocess: preprocess.map(named), steps: transforms.map(named) };
}
