import type * as z from 'zod';
import { builtInModules } from '../modules.js';
import type { Modules } from '../modules.js';
import { describeFields, inputSchema } from '../transforms/describe.js';
import type { ParameterDescription } from '../transforms/describe.js';
import { settingsSchemaFor } from './schema.js';

/** One setting of a Recipe, with what a program needs to draw a control for it. */
export interface SettingDescription extends ParameterDescription {
  /** A value to begin with, where there is no default. */
  readonly example?: unknown;
}

/** Settings that stand together in a mapping of the Recipe. */
export interface SettingsGroup {
  /** The names that lead to the mapping: `['tiles', 'objects']`; empty for the Recipe itself. */
  readonly path: readonly string[];
  /** A sentence; empty for the Recipe itself. */
  readonly meaning: string;
  /** Whether a Recipe without the mapping differs from one in which it is empty. */
  readonly isOptional: boolean;
  readonly settings: readonly SettingDescription[];
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** All of a Recipe but its transforms, in groups: each is followed by those inside it. */
export function describeSettings(modules: Modules = builtInModules): SettingsGroup[] {
  return groupsOf(inputSchema(settingsSchemaFor(modules)), []);
}

function groupsOf(schema: JsonSchema, path: readonly string[]): SettingsGroup[] {
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    typeof property === 'object' && isChoosable(property) ? [{ name, property }] : [],
  );
  const settings = properties.filter(({ property }) => !isMapping(property));
  const inside = properties.filter(({ property }) => isMapping(property));
  return [
    {
      path,
      meaning: schema.description ?? '',
      isOptional: path.length > 0 && schema.default === undefined,
      settings: describeFields({
        ...schema,
        properties: Object.fromEntries(settings.map(({ name, property }) => [name, property])),
      }).map((field, i) => ({ ...field, ...exampleOf(settings[i]!.property) })),
    },
    ...inside.flatMap(({ name, property }) => groupsOf(property, [...path, name])),
  ];
}

/** What has one value only, or no effect any more, is nothing to choose. */
function isChoosable({ const: only, deprecated }: JsonSchema): boolean {
  return only === undefined && deprecated !== true;
}

function isMapping({ properties }: JsonSchema): boolean {
  return properties !== undefined;
}

function exampleOf({ examples }: JsonSchema): { readonly example?: unknown } {
  return Array.isArray(examples) ? { example: examples[0] } : {};
}
