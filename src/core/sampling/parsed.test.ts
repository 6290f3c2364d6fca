import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asParsed } from './parsed.js';

it('gives what writing and parsing JSON gives', () => {
  const leaf = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constant(-0),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
  );
  const name = fc.string().filter((text) => text !== '__proto__');
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(name, fc.option(tie('tree'), { nil: undefined }), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      expect(asParsed(value)).toStrictEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
