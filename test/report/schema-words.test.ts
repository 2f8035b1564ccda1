import { describe, expect, it } from 'vitest';
import { SCHEMA_NAMES } from '../../src/cli/schema-names.ts';
import { jsonSchemaOf } from '../../src/cli/schema.ts';
import { WRITTEN_WORDS } from '../../src/cli/schema-words.ts';
import { ALL_PLAN_WORDS } from '../../src/plan/published-schema.ts';
import { REPORT_WORDS } from '../../src/report/report-words.ts';

/** A member of a schema: where it stands, and what is said of it. */
interface Member {
  readonly path: string;
  readonly says: unknown;
}

/** All members, wherever in the schema they are. */
function* membersOf(schema: unknown, path: string): Generator<Member> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword !== 'properties') yield* membersOf(value, path);
    else
      for (const [name, inner] of Object.entries(
        value as Record<string, { readonly description?: string }>,
      )) {
        yield { path: `${path}.${name}`, says: inner.description };
        yield* membersOf(inner, `${path}.${name}`);
      }
  }
}

const schemas = SCHEMA_NAMES.map((name) => ({ name, schema: jsonSchemaOf(name) as Record<string, unknown> }));
const members = schemas.flatMap(({ name, schema }) => [...membersOf(schema, name)]);

describe('the published schemas', () => {
  it('have a title and a description each', () => {
    const bare = schemas.filter(({ schema }) => !schema['title'] || !schema['description']);
    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  it('say what every member means, as a sentence', () => {
    expect(members.length).toBeGreaterThan(1_000);
    expect(members.filter(({ says }) => !says).map(({ path }) => path)).toEqual([]);
  });

  it.each([
    ['plans', ALL_PLAN_WORDS],
    ['reports', REPORT_WORDS],
    ['what else is written', WRITTEN_WORDS],
  ])('need all words for %s', (_what, words) => {
    const said = new Set<string>();
    for (const { path, says } of members)
      for (const parts of [1, 2]) said.add(`${path.split('.').slice(-parts).join('.')}: ${String(says)}`);
    const idle = Object.entries(words).filter(
      ([key, text]) => !said.has(`${key.replace(/=.*/, '')}: ${text}`),
    );
    expect(idle.map(([key]) => key)).toEqual([]);
  });
});
