/** Arbitrary JSON values for property tests, with everything that makes measuring hard. */
import fc from 'fast-check';

/** Strings with quotes, backslashes, control characters, every plane, and surrogates without a partner. */
export const hardStrings: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '\n', '\t', '\b', '\f', '\r', '\u0000', '\u001f', '\u007f', 'a'),
  }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('\ud800', '\udc00', '\udbff', '\udfff', 'x'), { maxLength: 6 })
    .map((parts) => parts.join('')),
);

const numbers = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.constantFrom(0, -0, 0.1, 1e21, 1e-7, 5e-324, NaN, Infinity, -Infinity, 2 ** 53, 4294967296),
);

const leaves: fc.Arbitrary<unknown> = fc.oneof(
  hardStrings,
  numbers,
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
);

/** Values as a program builds them: undefined members and holes included, objects shared between members. */
export const hardValues: fc.Arbitrary<unknown> = fc.letrec<{
  value: unknown;
  list: unknown;
  object: unknown;
}>((tie) => ({
  value: fc.oneof({ maxDepth: 4, depthSize: 'small' }, leaves, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 5 }),
  object: fc
    .dictionary(hardStrings, tie('value'), { maxKeys: 5, noNullPrototype: true })
    .chain((object) => fc.constantFrom(object, { one: object, two: object, three: [object, object] })),
})).value;
