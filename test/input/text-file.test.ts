import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJsonFile, readTextFile } from '../../src/input/text-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gauntlet-input-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('a file that a person names', () => {
  it('is text without a byte order mark', () => {
    expect(readTextFile(file('bom', '\ufeffname: é'), 'a scenario')).toBe('name: é');
  });

  it.each<readonly [string, () => string, RegExp]>([
    ['that does not exist', () => join(folder, 'none'), /none: no such file$/],
    ['below a file', () => join(file('plain', ''), 'x'), /plain\/x: no such file$/],
    [
      'that is a folder',
      () => mkdirSync(join(folder, 'dir'), { recursive: true }) ?? join(folder, 'dir'),
      /dir: a folder, not a scenario$/,
    ],
    ['that never ends', () => '/dev/zero', /^\/dev\/zero: a device, not a scenario$/],
    ['that is UTF-16', () => file('utf16', Buffer.from('name: x', 'utf16le')), /utf16: byte 1 is NUL/],
    [
      'that is Latin-1',
      () => file('latin1', Buffer.from('caf\u00e9 au lait', 'latin1')),
      /latin1: byte 3 is no UTF-8/,
    ],
    [
      'that is too large',
      () => sparse('large', 200),
      /large: larger than 512 KiB, which is more than a scenario may have$/,
    ],
  ])('is refused with one line when it is one %s', (_name, path, message) => {
    const read = path();
    expect(() => readTextFile(read, 'a scenario')).toThrow(message);
    expect(() => readTextFile(read, 'a scenario')).not.toThrow(/\n/);
  });

  it('may be larger where Gauntlet writes it, up to a bound', () => {
    expect(readJsonFile(file('json', `"${'x'.repeat(1024 * 1024)}"`), 'a failure file')).toHaveLength(
      1024 * 1024,
    );
    expect(() => readJsonFile(sparse('huge', 200), 'a failure file')).toThrow(/larger than 65536 KiB/);
  });
});

/** As many megabytes, which take no room. */
function sparse(name: string, megabytes: number): string {
  const path = file(name, '');
  truncateSync(path, megabytes * 1024 * 1024);
  return path;
}
