import * as z from 'zod';
import { parameterControl } from './parameter-control.js';
import type { ParameterControl } from './parameter-control.js';
import { parameterType } from './parameter-type.js';
import { parameterForms } from './parameters.js';
import type { CatalogueEntry } from './registry.js';

export interface ParameterDescription {
  readonly name: string;
  /** What it accepts, in words. */
  readonly type: string;
  /** One sentence or phrase that ends in a full stop; empty if the schema has none. */
  readonly meaning: string;
  /** As the Recipe's file writes it; absent if the parameter is required. */
  readonly default?: string;
  /** What it accepts, for programs. */
  readonly control: ParameterControl;
}

/** To describe one takes milliseconds, and the catalogue of the studio asks several times for each. */
const described = new WeakMap<CatalogueEntry, readonly ParameterDescription[]>();

/** The parameters of a transform, as a Recipe writes them; `p` last. */
export function describeParameters(entry: CatalogueEntry): readonly ParameterDescription[] {
  const known = described.get(entry) ?? [
    ...describeFields(inputSchema(entry.schema)),
    describeProbability(entry),
  ];
  described.set(entry, known);
  return known;
}

/** What a schema accepts as JSON Schema, with the `ParameterForm` of each part that has one. */
export function inputSchema(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, {
    ...{ io: 'input', unrepresentable: 'any' },
    override: ({ zodSchema, jsonSchema }) => {
      Object.assign(jsonSchema, parameterForms.get(zodSchema));
    },
  });
}

/** The fields of a mapping. @param schema of its input: see `inputSchema` */
export function describeFields(schema: z.core.JSONSchema.BaseSchema): ParameterDescription[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const own = typeof property === 'object' ? property : {};
    const { default: value, description } = own;
    return {
      name,
      type: parameterType(property),
      control: parameterControl(own),
      meaning: description ?? '',
      ...(!required.has(name) && value !== undefined && { default: JSON.stringify(value) }),
    };
  });
}

function describeProbability({ p }: CatalogueEntry): ParameterDescription {
  const meaning = 'Probability that the transform is applied.';
  const control = { kind: 'number', minimum: 0, maximum: 1 } as const;
  return { name: 'p', type: 'number 0 to 1', meaning, default: JSON.stringify(p), control };
}
