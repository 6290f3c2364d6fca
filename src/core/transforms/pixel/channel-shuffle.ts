import * as z from 'zod';
import { NOTHING } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { CHANNELS, reorderChannels } from './channel-order.js';

export const channelShuffle = defineTransform({
  name: 'ChannelShuffle',
  group: 'pixel',
  summary: 'Puts red, green and blue in a random order. Grey images stay as they are.',
  p: 0.5,
  whyNotOnPlanes: () => 'it exchanges red, green and blue',
  schema: z.object({}),
  sample(_parameters, random, { channels }) {
    const order = random.shuffle(CHANNELS);
    return { sampled: { order }, operations: channels === 3 ? reorderChannels(order) : NOTHING };
  },
});
