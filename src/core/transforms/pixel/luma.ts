/** ITU-R 601: how much red, green and blue count for the luma. */
export const LUMA = [0.299, 0.587, 0.114] as const;
