import * as z from 'zod';
import { NOTHING, range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { CHANNELS } from './channel-order.js';

export const channelDropout = defineTransform({
  name: 'ChannelDropout',
  group: 'pixel',
  summary: 'Fills one or two of the three channels. Grey images stay as they are.',
  p: 0.5,
  whyNotOnPlanes: () => 'it fills some of red, green and blue',
  schema: z.object({
    channel_drop_range: range({ min: 1, max: 2, whole: true })
      .prefault([1, 1])
      .describe('How many channels are filled.'),
    fill: z.number().min(0).max(255).prefault(0).describe('The level of these channels, 0–255.'),
  }),
  sample({ channel_drop_range, fill }, random, { channels }) {
    const count = random.integer(...channel_drop_range);
    const dropped = random.shuffle(CHANNELS).slice(0, count).sort();
    const rows = CHANNELS.flatMap((row) =>
      dropped.includes(row) ? [0, 0, 0, fill] : [0, 1, 2, 3].map((column) => (column === row ? 1 : 0)),
    );
    return {
      sampled: { channels: dropped },
      operations: channels === 3 ? [{ kind: 'matrix', rows, rounding: 'round' }] : NOTHING,
    };
  },
});
