import { describeSettings } from '../core/recipe/describe-settings.js';
import type { SettingsGroup } from '../core/recipe/describe-settings.js';
import type { Modules } from '../core/modules.js';
import { describeParameters } from '../core/transforms/describe.js';
import type { ParameterDescription } from '../core/transforms/describe.js';
import type { Catalogue, CatalogueEntry } from '../core/transforms/registry.js';
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
    suitsPreprocess: isSteady(entry),
    parameters: describeParameters(entry).map(inPlainWords),
  }));
}

/** The settings of a Recipe as the page shows them. */
export function settingsGroups(modules: Modules): SettingsGroup[] {
  return describeSettings(modules).map((group) => ({
    ...group,
    settings: group.settings.map(inPlainWords),
  }));
}

/** Whether it always does the same with the parameters that it begins with. */
function isSteady(entry: CatalogueEntry): boolean {
  const parameters = entry.schema.safeParse(requiredParameters(entry));
  return entry.group !== 'control' && parameters.success && entry.deterministic?.(parameters.data) === true;
}

function inPlainWords<Description extends ParameterDescription>(description: Description): Description {
  return { ...description, type: description.type.replaceAll('`', '') };
}
