import * as z from 'zod';
import { BORDERS } from './operations.js';

// What the schemas of several kinds have in common.

export const side = z.int().positive();
export const size = { width: side, height: side };
const word = z.uint32();
export const seed = z.tuple([word, word]);
export const number = z.number();
export const colour = z.union([z.tuple([number]), z.tuple([number, number, number])]);
export const edge = { border: z.enum(BORDERS), fill: colour, maskFill: z.int().nonnegative() };
export const matrix = z.tuple([number, number, number, number, number, number, number, number, number]);
export const pair = z.tuple([number, number]);
