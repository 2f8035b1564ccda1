import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { kindOf, whatInstead } from '../../src/input/file-kind.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-kind-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('the kind of a file', () => {
  it.each([
    ['x.jsonl', '{"target":"a","kind":"header","formatVersion":2}\n{"i":0}\n', 'history'],
    ['r.jsonl', '{"t":1,"c":"a","dir":"in","f":{}}\n', 'recording'],
    ['f.json', '{\n  "digest": "d",\n  "formatVersion": 4,\n  "plan": {},\n  "verdict": {}\n}\n', 'failure'],
    ['report.json', '{\n  "schemaVersion": 2,\n  "violations": []\n}\n', 'report'],
    ['certificate.json', '{\n  "formatVersion": 2,\n  "requirements": []\n}\n', 'bundle'],
    ['p.html', '<!doctype html>\n<title>x</title>', 'page'],
    ['s.yaml', 'name: x\nstory: y\nplan:\n  clients: []\n', 'scenario'],
    ['readme.md', '```\nname: x\nplan: y\n```\n', undefined],
    ['other.json', '{"a":1}', undefined],
    ['list.json', '[1]', undefined],
    ['cut.json', '{"formatVersion":1,', undefined],
    ['lines.jsonl', '{"a":1}\n{"b":2}\n', undefined],
    ['empty', '', undefined],
  ])('of %s', (name, text, kind) => {
    expect(kindOf(file(name, text))).toBe(kind);
  });

  it('of a folder is a bundle when a certificate is in it', () => {
    const bundle = join(folder, 'bundle');
    mkdirSync(bundle);
    expect(kindOf(bundle)).toBeUndefined();
    writeFileSync(join(bundle, 'certificate.json'), '');
    expect(kindOf(bundle)).toBe('bundle');
  });

  it.each(['/dev/zero', '/proc/self/mem', join(folder, 'none')])('of %s is not known', (path) => {
    expect(kindOf(path)).toBeUndefined();
  });
});

describe('what to do about a file of another kind', () => {
  it('is to take what reads it', () => {
    const history = file('h.jsonl', '{"kind":"header","formatVersion":2}\n');
    expect(whatInstead(history, 'failure')).toBe(
      'it is a history, and gauntlet judge, show and compare read it',
    );
  });

  it('is to take what was wanted, where it is of none', () => {
    expect(whatInstead(file('text', 'hello'), 'failure')).toBe(
      'a failure file is what gauntlet run writes for each failure, below failures/',
    );
  });
});
