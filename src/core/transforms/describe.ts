import * as z from 'zod';
import { parameterType } from './parameter-type.js';
import type { CatalogueEntry } from './registry.js';

export interface ParameterDescription {
  readonly name: string;
  /** What it accepts, in words. */
  readonly type: string;
  /** One sentence or phrase that ends in a full stop; empty if the schema has none. */
  readonly meaning: string;
  /** As the Recipe's file writes it; absent if the parameter is required. */
  readonly default?: string;
}

/** The parameters of a transform, as a Recipe writes them; `p` last. */
export function describeParameters(entry: CatalogueEntry): ParameterDescription[] {
  const schema = z.toJSONSchema(entry.schema, { io: 'input', unrepresentable: 'any' });
  const required = new Set(schema.required);
  const own = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { default: value, description } = typeof property === 'object' ? property : {};
    return {
      name,
      type: parameterType(property),
      meaning: description ?? '',
      ...(!required.has(name) && value !== undefined && { default: JSON.stringify(value) }),
    };
  });
  return [...own, describeProbability(entry)];
}

function describeProbability({ p }: CatalogueEntry): ParameterDescription {
  const meaning = 'Probability that the transform is applied.';
  return { name: 'p', type: 'number 0 to 1', meaning, default: JSON.stringify(p) };
}
