import { inspectInput } from '../inspect.js';
import { describeReport } from '../report-text.js';
import { input, recipeOptions, recipeParameters } from './parameters.js';
import { defineTool } from './tool.js';

export const inspectTool = defineTool({
  name: 'inspect',
  title: 'Inspect a data set',
  description:
    'Says what is in a data set and what is wrong with it: formats, splits, classes, sizes; leaks between splits, copies, damaged ' +
    'images and labels, objects outside of images. Reads every image once and writes nothing. With a recipe, also says which objects ' +
    'its variants would lose.',
  parameters: { input, ...recipeParameters },
  writes: false,
  takesLong: true,
  async perform({ input: folder, ...given }, { composition, signal, onProgress }) {
    const { report } = await inspectInput(folder, recipeOptions(given), composition, { signal, onProgress });
    const isSevere = report.counts.some(({ severity }) => severity === 'severe');
    const next = `next: ${isSevere ? 'mend what is severe; then ' : ''}suggest_recipe, or preview with a recipe`;
    return { lines: [...describeReport(report), next], data: report };
  },
});
