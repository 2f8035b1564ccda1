/**
 * JSON Schemas as people read them: each member with what it means, from a table of words. The words of a member are found by
 * `parent.name=constant`, `parent.name` or `name`, the longest first, where the parent is the member around it; lists and choices are none.
 * What has words already keeps them. Pure; knows no table.
 */

/** What members mean, by `parent.name=constant`, `parent.name` or `name`. */
export type MemberWords = Readonly<Record<string, string>>;

/** As far as it is looked at. */
interface Schema {
  readonly description?: string;
  readonly const?: unknown;
  readonly properties?: { readonly [name: string]: Schema };
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** The same schema with words at its members. `name`: what the whole is called, the parent of its outermost members. */
export function described(schema: object, name: string, words: MemberWords): object {
  return within(schema, name, words);
}

function within(one: Schema, parent: string, words: MemberWords): Schema {
  const { properties, items, additionalProperties: others, anyOf, oneOf } = one;
  const each = (inner: Schema): Schema => within(inner, parent, words);
  return {
    ...one,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([member, inner]) => [
          member,
          withWords(inner, member, parent, words),
        ]),
      ),
    }),
    ...(items && { items: each(items) }),
    ...(typeof others === 'object' && { additionalProperties: each(others) }),
    ...(anyOf && { anyOf: anyOf.map(each) }),
    ...(oneOf && { oneOf: oneOf.map(each) }),
  };
}

function withWords(inner: Schema, member: string, parent: string, words: MemberWords): Schema {
  const ofConstant =
    typeof inner.const === 'string' ? words[`${parent}.${member}=${inner.const}`] : undefined;
  const description = inner.description ?? ofConstant ?? words[`${parent}.${member}`] ?? words[member];
  return { ...(description !== undefined && { description }), ...within(inner, member, words) };
}
