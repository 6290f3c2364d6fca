import * as z from 'zod';
import type { CatalogueEntry } from './registry.js';

export interface ParameterDescription {
  readonly name: string;
  /** As the Recipe's file writes it; absent where the parameter has to be given. */
  readonly default?: string;
}

/** The parameters of a transform and their defaults, as a Recipe writes them; `p` last. */
export function describeParameters(entry: CatalogueEntry): ParameterDescription[] {
  const schema = z.toJSONSchema(entry.schema, { io: 'input', unrepresentable: 'any' });
  const required = new Set(schema.required);
  const own = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const value: unknown = typeof property === 'object' ? property.default : undefined;
    return required.has(name) || value === undefined ? { name } : { name, default: JSON.stringify(value) };
  });
  return [...own, { name: 'p', default: JSON.stringify(entry.p) }];
}
