import * as z from 'zod';
import { builtInModules } from '../modules.js';
import type { Modules } from '../modules.js';
import type { Catalogue, CatalogueEntry } from '../transforms/registry.js';
import { settingsSchemaFor } from './schema.js';

const OPTIONS = { io: 'input', target: 'draft-7', unrepresentable: 'any' } as const;
const LIST = { type: 'array', items: { $ref: '#/definitions/transform' } } as const;

/** JSON Schema (draft 7) of a Recipe's file, for editors: completion, descriptions, red lines. */
export function recipeJsonSchema(modules: Modules = builtInModules): Record<string, unknown> {
  const settings = z.toJSONSchema(settingsSchemaFor(modules), OPTIONS);
  return {
    ...settings,
    title: 'Recipe of Augment On Demand',
    properties: {
      ...settings.properties,
      preprocess: {
        ...LIST,
        description: 'Deterministic transforms, for variants, originals and every split.',
      },
      transforms: { ...LIST, description: 'Transforms of each variant, in this order.' },
    },
    required: ['transforms'],
    definitions: { transform: transformSchema(modules.transforms) },
  };
}

function transformSchema({ entries }: Catalogue): object {
  return {
    oneOf: [
      ...entries.map(({ name, summary }) => ({ const: name, description: summary })),
      ...entries.map((entry) => ({
        type: 'object',
        description: entry.summary,
        properties: { [entry.name]: { oneOf: [{ type: 'null' }, parametersSchema(entry)] } },
        required: [entry.name],
        additionalProperties: false,
      })),
    ],
  };
}

function parametersSchema(entry: CatalogueEntry): object {
  const { $schema: _, ...own } = z.toJSONSchema(entry.schema, OPTIONS);
  const isControl = entry.group === 'control';
  return {
    ...own,
    properties: {
      ...own.properties,
      p: {
        type: 'number',
        minimum: 0,
        maximum: 1,
        default: entry.p,
        description: 'Probability that it runs.',
      },
      ...(isControl && { transforms: { ...LIST, minItems: 1 } }),
    },
    ...(isControl && { required: ['transforms'] }),
    additionalProperties: false,
  };
}
