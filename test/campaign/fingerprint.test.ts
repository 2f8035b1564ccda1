import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/campaign/fingerprint.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gauntlet-fingerprint-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const taken = (): string => fingerprint({ type: 'file', path: join(folder, 'gateway.ts') });

describe('the fingerprint of a gateway file', () => {
  it('changes with the file and with what it imports, and with nothing else', () => {
    write('gateway.ts', "import { a } from './parts.ts';\nexport const gateway = a;\n");
    write('parts.ts', 'export const a = 1;\n');
    write('other.ts', 'export const b = 1;\n');
    const before = taken();
    write('other.ts', 'export const b = 2;\n');
    expect(taken()).toBe(before);
    write('parts.ts', 'export const a = 2;\n');
    expect(taken()).not.toBe(before);
  });

  it('does not change with line ends', () => {
    write('gateway.ts', 'a\nb\n');
    const before = taken();
    write('gateway.ts', 'a\r\nb\r\n');
    expect(taken()).toBe(before);
  });

  it('follows a circle of imports to its end', () => {
    write('gateway.ts', "import './parts.ts';\n");
    write('parts.ts', "import './gateway.ts';\n");
    expect(taken()).toMatch(/^[0-9a-f]{16}$/);
  });
});
