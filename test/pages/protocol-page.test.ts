import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandDescriptionJsonSchema } from '../../src/live/targets/command-description.ts';
import { ERROR, REASON } from '../../src/protocol/error-codes.ts';
import { EVENTS } from '../../src/protocol/events.ts';
import { isObject } from '../../src/protocol/frame.ts';
import { METHODS } from '../../src/protocol/methods.ts';
import { ROOT } from '../tidy/source-files.ts';
import { PROTOCOL_PAGE, protocolPage } from './protocol-page.ts';

const page = readFileSync(join(ROOT, PROTOCOL_PAGE), 'utf8');

/** Keys of a schema, those of its objects behind a dot. */
function keysOf(schema: unknown, prefix = ''): readonly string[] {
  if (!isObject(schema) || !isObject(schema['properties'])) return [];
  return Object.entries(schema['properties']).flatMap(([name, inner]) => {
    const below = keysOf(inner, `${name}.`);
    return below.length === 0 || name === 'start' ? [prefix + name] : below;
  });
}

describe('the page of the protocol', () => {
  it('shows frames as they are exchanged, and sources and tables as they are (else: npm run pages -- --update)', async () => {
    expect(await protocolPage()).toBe(page);
  });

  it('has frames of every conversation, and more than a few', () => {
    expect([...page.matchAll(/^<!-- frame /gm)].length).toBeGreaterThan(25);
  });

  it.each([
    ['methods', METHODS],
    ['events', EVENTS],
    ['refusals', [...Object.values(ERROR), ...Object.values(REASON)]],
    ['keys of a description', keysOf(commandDescriptionJsonSchema())],
  ])('names all %s', (_what, names) => {
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !page.includes(`\`${name}\``) && !page.includes(`'${name}'`))).toEqual([]);
  });
});
