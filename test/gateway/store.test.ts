import { expect, it } from 'vitest';
import type { Disk, HostTimers } from '../../src/gateway/port.ts';
import { parseLines } from '../../src/gateway/reference/entry.ts';
import { Store } from '../../src/gateway/reference/store.ts';

/** A disk on which each append ends when the test says so, whole or with a part of it. */
function slowDisk() {
  let text = '';
  const appends: ((parts: number) => void)[] = [];
  const disk: Partial<Disk> = {
    append(_path, written, done) {
      appends.push((part) => {
        text += written.slice(0, written.length * part);
        done(part === 1 ? { ok: true, value: undefined } : { ok: false, error: 'disk-full' });
      });
    },
    sync: (_path, done) => done({ ok: true, value: undefined }),
  };
  return { disk: disk as Disk, appends, text: () => text };
}

it('begins no line behind a part of one, also when two are to be written at once', () => {
  const { disk, appends, text } = slowDisk();
  const store = new Store(disk, {} as HostTimers);
  const told: string[] = [];
  store.append('ledger', '{"a":1}\n', (ok) => told.push(`a ${ok}`));
  store.append('ledger', '{"b":2}\n', (ok) => told.push(`b ${ok}`));
  store.append('another', '{"c":3}\n', (ok) => told.push(`c ${ok}`));
  expect(appends).toHaveLength(2);
  appends[0]?.(0.5);
  appends[2]?.(1);
  expect(told).toEqual(['a false', 'b true']);
  expect(text()).toBe('{"a"~\n{"b":2}\n');
});

it('reads no line that lacks nothing but the newline, which a refused append may leave', () => {
  expect(parseLines('{"a":1}\n{"b":2}')).toEqual([{ a: 1 }]);
  expect(parseLines('{"a":1}\n{"b":2}\n')).toEqual([{ a: 1 }, { b: 2 }]);
});
