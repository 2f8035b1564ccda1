import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import { filesBelow, ROOT } from './source-files.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Code of ours that the README shows: what stands in no file of a reader's own. */
function quoted(language: string): readonly string[] {
  const fences = README.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'));
  return Array.from(fences, ([, code = '']) => code).filter((code) => !READERS_OWN.test(code));
}

/** It is written by whoever reads: it begins with its file's name, or imports the package. */
const READERS_OWN = /^(\/\/|#) my-gateway|from 'gateway-gauntlet/m;

/** Lines without their indentation, which a quotation may change. */
function flat(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n');
}

describe('the README', () => {
  it.each([
    ['ts', 'src', /\.ts$/],
    ['yaml', 'scenarios', /\.yaml$/],
  ] as const)('quotes %s as it stands in a file of %s', (language, folder, name) => {
    const files = Array.from(filesBelow(folder, name).values(), flat);
    const quotations = quoted(language);
    expect(quotations.length).toBeGreaterThan(0);
    expect(quotations.filter((code) => !files.some((file) => file.includes(flat(code))))).toEqual([]);
  });

  it.each(['README.md', 'CHANGELOG.md'])('and the changelog count the gateways as they are: %s', (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const count = (kind: string): number => GATEWAYS.filter((gateway) => gateway.kind === kind).length;
    expect(/(\d+) known-bad gateways/.exec(text)?.[1]).toBe(String(count('bad')));
    expect(/(\d+) known-good variants/.exec(text)?.[1]).toBe(String(count('good')));
  });
});
