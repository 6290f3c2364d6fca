import * as z from 'zod';
import { describeVariant, findInOutput } from '../explain.js';
import { describeStatus, statusOf } from '../status.js';
import { describeVerification, verifyOutput } from '../verify.js';
import { input, output } from './parameters.js';
import { defineTool } from './tool.js';

export const statusTool = defineTool({
  name: 'status',
  title: 'State of an output',
  description:
    'Says which images of an output of run are done and which failed, and why, without reading them. With input, also which images ' +
    'are missing. Of an output in a bucket that a deployed function fills, also what waits in its queues.',
  parameters: {
    output,
    input: z
      .string()
      .min(1)
      .optional()
      .describe('The data set, to list images that are neither done nor failed.'),
  },
  writes: false,
  takesLong: false,
  async perform({ output: folder, input: source }, { composition }) {
    const flags = source === undefined ? {} : { input: source };
    const { status, note } = await statusOf(folder, composition, flags);
    return {
      lines: [
        ...describeStatus(status, folder, composition.modules),
        ...(note === undefined ? [] : [`note: ${note}`]),
      ],
      data: status,
    };
  },
});

export const explainTool = defineTool({
  name: 'explain',
  title: 'Explain an output',
  description:
    'Says how an image or label file of an output was made: from which image, by which steps with which random values, and which ' +
    'objects were dropped by which step.',
  parameters: { file: z.string().min(1).describe('The file, such as "birds-augmented/cat_jpg.v1.jpg".') },
  writes: false,
  takesLong: false,
  async perform({ file }, { composition }) {
    const { record, variant } = await findInOutput(file, composition.stores);
    return { lines: describeVariant(record, variant), data: variant };
  },
});

export const verifyTool = defineTool({
  name: 'verify',
  title: 'Verify an output',
  description:
    'Makes every variant again in memory and compares images and labels with the files of the output: says which are missing, ' +
    'different, outdated, or not made by run. Takes as long as run; writes nothing.',
  parameters: { input, output },
  writes: false,
  takesLong: true,
  async perform({ input: source, output: folder }, { composition, signal, onProgress }) {
    const result = await verifyOutput(source, folder, composition, { signal, onProgress });
    return { lines: describeVerification(result, {}), data: result };
  },
});
