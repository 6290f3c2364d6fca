import { describeParameters } from '../core/transforms/describe.js';
import type { Catalogue } from '../core/transforms/registry.js';
import { hasExtremes, requiredParameters } from './examples.js';
import type { CatalogueLine } from './protocol.js';

/** The catalogue as the page shows it. */
export function catalogueLines({ entries }: Catalogue): CatalogueLine[] {
  return entries.map((entry) => ({
    name: entry.name,
    group: entry.group,
    summary: entry.summary,
    holdsOthers: entry.group === 'control',
    hasExtremes: hasExtremes(entry),
    required: requiredParameters(entry),
    parameters: describeParameters(entry).map(({ type, ...rest }) => ({
      ...rest,
      type: type.replaceAll('`', ''),
    })),
  }));
}
