import type * as z from 'zod';

type JsonSchema = z.core.JSONSchema._JSONSchema;

/** zod writes these bounds for whole numbers without bounds. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** What a parameter accepts, for users: `number 0 to 1 or [number, number]`. */
export function parameterType(schema: JsonSchema): string {
  if (typeof schema === 'boolean') return 'anything';
  const alternatives = (schema.anyOf ?? []).map(parameterType);
  if (alternatives.length > 0) return joinAlternatives(alternatives);
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum) return joinAlternatives(schema.enum.map((value) => `\`${String(value)}\``));
  return typeByName(schema);
}

function joinAlternatives(alternatives: readonly string[]): string {
  return [...new Set(alternatives)].join(' or ');
}

function typeByName(schema: Exclude<JsonSchema, boolean>): string {
  switch (schema.type) {
    case 'integer':
      return `whole number${boundsOf(schema)}`;
    case 'number':
      return `number${boundsOf(schema)}`;
    case 'boolean':
      return '`true` or `false`';
    case 'string':
      return 'text';
    case 'null':
      return '`null`';
    case 'array':
      return arrayType(schema);
    case 'object':
      return `{${Object.keys(schema.properties ?? {}).join(', ')}}`;
    default:
      return 'anything';
  }
}

function boundsOf({ minimum, maximum, exclusiveMinimum }: Exclude<JsonSchema, boolean>): string {
  const low = minimum === undefined || minimum <= -UNBOUNDED ? undefined : minimum;
  const high = maximum === undefined || maximum >= UNBOUNDED ? undefined : maximum;
  if (exclusiveMinimum !== undefined)
    return ` > ${exclusiveMinimum}${high === undefined ? '' : ` and ≤ ${high}`}`;
  if (low !== undefined && high !== undefined) return ` ${signed(low)} to ${signed(high)}`;
  if (low !== undefined) return ` ≥ ${signed(low)}`;
  return high === undefined ? '' : ` ≤ ${signed(high)}`;
}

function signed(value: number): string {
  return value < 0 ? `−${-value}` : String(value);
}

function arrayType({ prefixItems, items }: Exclude<JsonSchema, boolean>): string {
  if (!prefixItems) return `list of ${items && !Array.isArray(items) ? parameterType(items) : 'anything'}`;
  return `[${prefixItems.map(parameterType).join(', ')}]`;
}
