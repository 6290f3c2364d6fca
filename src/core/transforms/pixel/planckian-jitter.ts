import * as z from 'zod';
import type { Random } from '../../plan/random.js';
import { NOTHING, range, type Range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { PLANCKIAN_COLOURS, TEMPERATURE_STEP, type ColourTable } from './planckian-colours.js';

/** The colour temperature of daylight in K, and how often the light becomes warmer. */
const WHITE = 6000;
const WARMER = 0.4;
const HOTTEST = 15_000;
const COLDEST = { blackbody: 3000, cied: 4000 } as const;

const schema = z
  .object({
    mode: z
      .enum(['blackbody', 'cied'])
      .prefault('blackbody')
      .describe('The light: of a black body, or daylight as the CIE defines it (illuminants D).'),
    temperature_limit: range({ min: COLDEST.blackbody, max: HOTTEST, whole: true })
      .refine(([low, high]) => low <= WHITE && WHITE <= high, `the range must include ${WHITE}`)
      .nullable()
      .prefault(null)
      .describe('Colour temperature in K. null: 3000 to 15000, or 4000 to 15000 with `cied`.'),
    sampling_method: z
      .enum(['uniform', 'gaussian'])
      .prefault('uniform')
      .describe('The distribution on either side of 6000 K; `gaussian` stays closer to it.'),
  })
  .refine(({ mode, temperature_limit }) => (temperature_limit?.[0] ?? HOTTEST) >= COLDEST[mode], {
    path: ['temperature_limit'],
    error: `with mode: cied the temperature is at least ${COLDEST.cied}`,
  });

export const planckianJitter = defineTransform({
  name: 'PlanckianJitter',
  group: 'pixel',
  summary: 'Changes the colour temperature of the light. Grey images stay as they are.',
  p: 0.5,
  whyNotOnPlanes: () => 'it has a factor for each of red, green and blue',
  schema,
  sample(parameters, random, { channels }) {
    const { mode, sampling_method } = parameters;
    const limits = parameters.temperature_limit ?? [COLDEST[mode], HOTTEST];
    const temperature = Math.floor(DRAW[sampling_method](limits, random));
    const [red, green, blue] = colourAt(temperature, PLANCKIAN_COLOURS[mode]);
    const scale = [red / green, 1, blue / green];
    return {
      sampled: { temperature },
      operations: channels === 3 ? [{ kind: 'table', form: 'linear', scale, offset: [0] }] : NOTHING,
    };
  },
});

const DRAW = {
  uniform: ([low, high]: Range, random: Random): number =>
    random.chance(WARMER) ? random.uniform(low, WHITE) : random.uniform(WHITE, high),
  gaussian: ([low, high]: Range, random: Random): number =>
    random.chance(WARMER)
      ? Math.max(low, WHITE - Math.abs(random.normal(0, (WHITE - low) / 3)))
      : Math.min(high, WHITE + Math.abs(random.normal(0, (high - WHITE) / 3))),
};

/** Between two rows linear. */
function colourAt(
  temperature: number,
  { from, rows }: ColourTable,
): [red: number, green: number, blue: number] {
  const position = (temperature - from) / TEMPERATURE_STEP;
  const before = rows[Math.floor(position)]!;
  const after = rows[Math.ceil(position)]!;
  const share = position - Math.floor(position);
  return [0, 1, 2].map((i) => (1 - share) * before[i]! + share * after[i]!) as [number, number, number];
}
