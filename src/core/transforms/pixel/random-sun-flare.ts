import * as z from 'zod';
import type { Frame, Point } from '../../geometry/types.js';
import { cos, sin } from '../../math.js';
import type { Colour, CompositeOperation, Operation, Shape } from '../../plan/operations.js';
import type { Random } from '../../plan/random.js';
import { colour, NOTHING, range, truncate, wholeAt } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { masked, over, partOfImage, smoothed } from './layers.js';

interface Circle {
  readonly opacity: number;
  /** A pixel. */
  readonly centre: Point;
  readonly radius: number;
  readonly colour: readonly [number, number, number];
}

/**
 * overlay: each ring of the glow is laid over the image once, where Albumentations rounds after each of them. physics_based: reflections have the colour of the sun, and
 * all channels are blurred alike, which changes edges by up to three levels.
 */
export const randomSunFlare = defineTransform({
  name: 'RandomSunFlare',
  group: 'pixel',
  summary: 'Puts the sun into the image, and its reflections in a lens.',
  p: 0.5,
  schema: z.object({
    flare_roi: partOfImage
      .prefault([0, 0, 1, 0.5])
      .describe('Where the sun may be: [x_min, y_min, x_max, y_max], in shares of the sides.'),
    src_radius: z.int().min(2).max(5000).prefault(400).describe('Radius of the sun’s glow in pixels.'),
    src_color: colour.prefault([255, 255, 255]).describe('Colour of the sun.'),
    angle_range: range({ min: 0, max: 1 })
      .prefault([0, 1])
      .describe('Direction of the line of reflections, in turns, clockwise from the right.'),
    num_flare_circles_range: range({ min: 1, max: 100, whole: true })
      .prefault([6, 10])
      .describe('Number of reflections.'),
    method: z
      .enum(['overlay', 'physics_based'])
      .prefault('overlay')
      .describe('`overlay`: a glow and discs. `physics_based`: a blurred disc with rays, which adds light.'),
  }),
  whyNotOnPlanes: () => 'its reflections are coloured',
  sample(parameters, random, scene) {
    const angle = 2 * Math.PI * random.uniform(...parameters.angle_range);
    const [x0, y0, x1, y1] = parameters.flare_roi;
    const sun: Point = [
      Math.trunc(scene.width * random.uniform(x0, x1)),
      Math.trunc(scene.height * random.uniform(y0, y1)),
    ];
    const [red, green = red, blue = red] = parameters.src_color;
    const count = random.integer(...parameters.num_flare_circles_range);
    const circles = Array.from({ length: count }, () =>
      drawCircle(random, scene, sun, angle, [red, green, blue]),
    );
    const { src_radius: radius, src_color, method } = parameters;
    const inside = circles.filter(({ centre, radius }) => touches(centre, radius, scene));
    return {
      sampled: { angle, centre: sun, circles: circles.length },
      operations:
        method === 'overlay'
          ? [...reflections(inside, circles), ...glow(sun, radius, src_color, circles)]
          : [shining(sun, radius, src_color, inside, scene)],
    };
  },
});

function drawCircle(
  random: Random,
  { width, height }: Frame,
  sun: Point,
  angle: number,
  colour: Circle['colour'],
): Circle {
  const opacity = random.uniform(0.05, 0.2);
  const step = Math.max(1, Math.trunc(Math.sqrt(width * width + height * height) * 0.01));
  const along = step * wholeAt(random.uniform(0, 1), 0, Math.ceil(width / step) - 1) - sun[0];
  const side = wholeAt(random.uniform(0, 1), 1, Math.max(2, Math.trunc(height * 0.01)));
  const spread = Math.trunc(Math.max(colour[0], colour[1], colour[2]) * 0.2);
  const level = (most: number): number => wholeAt(random.uniform(0, 1), Math.max(0, most - spread), most);
  return {
    opacity,
    centre: [truncate(sun[0] + along * cos(angle)), truncate(sun[1] + along * sin(angle))],
    radius: side ** 3,
    colour: [level(colour[0]), level(colour[1]), level(colour[2])],
  };
}

function touches([x, y]: Point, radius: number, { width, height }: Frame): boolean {
  return x + radius >= 0 && y + radius >= 0 && x - radius < width && y - radius < height;
}

/** Upstream lays all circles before over the image again with each: its opacity counts for them, too. */
function reflections(inside: readonly Circle[], circles: readonly Circle[]): CompositeOperation[] {
  return inside.map((circle) => {
    const following = circles.slice(circles.indexOf(circle));
    const left = following.reduce((rest, { opacity }) => rest * (1 - opacity), 1);
    return over('normal', circle.colour, [0, 1 - left], masked({ form: 'shapes', shapes: [discOf(circle)] }));
  });
}

function discOf({ centre: [x, y], radius }: Pick<Circle, 'centre' | 'radius'>): Shape {
  return { form: 'disc', centre: [x + 0.5, y + 0.5], radius: radiusOf(radius) };
}

/** Discs that OpenCV draws have the pixels that are not farther than a whole radius; this is between it and the next possible distance. */
function radiusOf(radius: number): number {
  return Math.round(1e6 * Math.sqrt(radius * radius + 0.5)) / 1e6;
}

const RING = 10;

/** Rings of about ten pixels, the inner the more opaque. */
function glow(
  [x, y]: Point,
  radius: number,
  colour: Colour,
  circles: readonly Circle[],
): readonly Operation[] {
  const rings = Math.floor(radius / RING);
  if (rings < 2) return NOTHING;
  const [area, bright] = circles.reduce(
    ([radii, sum], one) => [radii + one.radius, sum + one.opacity * one.radius],
    [0, 0],
  );
  const most = Math.min(1, (bright / area) * 5);
  const drawn: (readonly [number, number])[] = [];
  let left = 1;
  for (let ring = rings - 1; ring >= 0; ring--) {
    const alpha = (most * (rings - 1 - ring)) / (rings - 1);
    left *= 1 - alpha ** 3;
    const outer = Math.trunc(1 + ((radius - 1) * ring) / (rings - 1));
    drawn.push([radiusOf(outer), hundredths(255 * (1 - left))]);
  }
  const mask = masked({ form: 'rings', centre: [x + 0.5, y + 0.5], rings: drawn.reverse() });
  return [over('normal', colour, [0, 1], mask)];
}

/** Keeps the Operation short. */
function hundredths(level: number): number {
  return Math.round(100 * level) / 100;
}

const RAYS = [0, 1, 2, 3];
/** OpenCV draws lines of a width of two three pixels wide. */
const RAY_WIDTH = 3;
const SIGMA = 15;
const SIZE_OF_BLUR = 2 * 3 * SIGMA;
/** The glow ends at this share of the longer side. */
const REACH = 0.7;

function shining(
  sun: Point,
  radius: number,
  colour: Colour,
  circles: readonly Circle[],
  { width, height }: Frame,
): CompositeOperation {
  const side = Math.max(width, height);
  const centre: Point = [sun[0] + 0.5, sun[1] + 0.5];
  const rays = RAYS.map((eighth): Shape => {
    const angle = (eighth * Math.PI) / 4;
    const to: Point = [
      Math.trunc(sun[0] + cos(angle) * side) + 0.5,
      Math.trunc(sun[1] + sin(angle) * side) + 0.5,
    ];
    return { form: 'line', from: centre, to, width: RAY_WIDTH };
  });
  // The size of a reflection is the third root of its radius, nearly.
  const spots = circles.map(({ centre: at, radius: size }) => discOf({ centre: at, radius: cubeRoot(size) }));
  const shapes = [discOf({ centre: sun, radius }), ...rays, ...spots];
  const fading = masked({ form: 'radial', centre, radius: REACH * side, levels: [0, 255] });
  const mask = masked({ form: 'shapes', shapes }, [
    ...smoothed(SIGMA, SIZE_OF_BLUR),
    over('multiply', [0], [0, 1], fading),
  ]);
  return over('screen', colour, [0, 1], mask);
}

/** ⌊size^0.33⌋ */
function cubeRoot(size: number): number {
  let root = 1;
  while ((root + 1) ** 3 < size) root++;
  return root;
}
