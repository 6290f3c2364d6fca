import { formatPosition, RecipeError } from '../../errors.js';
import { readDocument } from '../document.js';
import { parseRecipe } from '../parse.js';
import {
  importNamedTransforms,
  importPrintedPipeline,
  importSavedPipeline,
  isNamedTransforms,
  isSavedPipeline,
} from './albumentations.js';
import type { ImportedRecipe } from './builder.js';
import { parseCalls } from './calls.js';
import { importRoboflow, isRoboflow } from './roboflow.js';
import { importTimmArguments, importTimmPolicy, isTimmArguments, isTimmPolicy } from './timm.js';
import { importTorchvision, isTorchvision } from './torchvision.js';
import { importUltralytics, isUltralytics } from './ultralytics.js';

export { isTimmPolicy } from './timm.js';
export type { ImportedRecipe } from './builder.js';

/**
 * Makes a Recipe of a pipeline of another program. It recognises
 * - what Albumentations saves (`A.save`, `A.to_dict`) or prints (`repr`), and mappings of its names to parameters;
 * - args.yaml and hyp.yaml of Ultralytics;
 * - policies of timm, such as `rand-m9-mstd0.5-inc1`, and its args.yaml;
 * - what torchvision prints, of both versions of its transforms;
 * - the settings of a Roboflow version.
 * @param file its name, for messages
 * @throws RecipeError if it is none of these
 */
export function importPipeline(text: string, file: string): ImportedRecipe {
  const imported = importAny(text, file);
  const mistakes = mistakesIn(imported.yaml);
  return { ...imported, lost: [...imported.lost, ...mistakes.map((one) => `to be corrected: ${one}`)] };
}

/** What of a foreign pipeline no Recipe takes, such as a probability of 3. */
function mistakesIn(yaml: string): string[] {
  try {
    parseRecipe(yaml, 'recipe');
    return [];
  } catch (error) {
    if (error instanceof RecipeError) return error.message.split('\n');
    throw error;
  }
}

const PYTHON =
  'it is Python, which is not read, as only Python knows what it comes to; save the pipeline there and import that file: ' +
  "`A.save(transform, 'pipeline.json')` for Albumentations, what `print(transform)` prints for torchvision";

/** Of a program, which is no printed pipeline: it imports, or names what it makes. */
function isPython(text: string, file: string): boolean {
  return (
    /\.(?:pyw?|ipynb)$/i.test(file) || /^(?:from [\w.]+ )?import \w|^\w+ *= *[A-Za-z_][\w.]*\(/m.test(text)
  );
}

function importAny(text: string, file: string): ImportedRecipe {
  if (isTimmPolicy(text)) return importTimmPolicy(text);
  const calls = parseCalls(text);
  if (calls) return isTorchvision(calls) ? importTorchvision(calls) : importPrintedPipeline(calls);
  if (isPython(text, file)) throw new RecipeError(`${file}: ${PYTHON}`);
  const { value, mistakes } = readDocument(text, file);
  if (isSavedPipeline(value)) return importSavedPipeline(value);
  if (isRoboflow(value)) return importRoboflow(value);
  if (isTimmArguments(value)) return importTimmArguments(value);
  if (isUltralytics(value)) return importUltralytics(value);
  if (isNamedTransforms(value)) return importNamedTransforms(value);
  const [mistake] = mistakes;
  const reason = mistake?.message ?? 'not a pipeline of a program that is known here';
  throw new RecipeError(`${formatPosition(mistake?.position ?? { file })}: ${reason}`);
}
