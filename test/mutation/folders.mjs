/** What is mutated, by folder, each with the tests that have to notice. */
export const folders = {
  'src/core/geometry': ['src/core/{geometry,annotations}/**/*.test.ts'],
  'src/core/annotations': ['src/core/{geometry,annotations}/**/*.test.ts'],
  'src/core/engine': ['src/core/engine/**/*.test.ts'],
  'src/state': ['src/state/**/*.test.ts'],
  'src/triggers': ['src/triggers/**/*.test.ts'],
};
