import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Disk, DiskResult } from '../../src/gateway/port.ts';
import { FileDisk } from '../../src/serve/file-disk.ts';
import { fileOf } from '../../src/serve/file-name.ts';
import { Life, type LifeEnd } from '../../src/serve/life.ts';
import { until } from './served-bench.ts';

let folder: string;
let files: FileDisk;
let ends: LifeEnd[];
let life: Life;
let disk: Disk;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gauntlet-disk-'));
  files = new FileDisk(folder);
  ends = [];
  life = new Life((end) => ends.push(end));
  disk = files.mount(life);
});
afterEach(async () => {
  await files.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What an operation answers. */
function result<T>(operation: (done: (result: DiskResult<T>) => void) => void): Promise<DiskResult<T>> {
  return new Promise((resolve) => operation(resolve));
}

const OK = { ok: true, value: undefined };
const NOT_FOUND = { ok: false, error: 'not-found' };

describe('the disk of files', () => {
  it('completes operations in the order they were called', async () => {
    const said: string[] = [];
    const say =
      (what: string) =>
      (answer: DiskResult<unknown>): number =>
        said.push(`${what} ${answer.ok ? JSON.stringify(answer.value ?? null) : answer.error}`);
    disk.append('a', 'one ', say('append'));
    disk.append('a', 'two', say('append'));
    disk.read('a', say('read'));
    disk.sync('a', say('sync'));
    disk.rename('a', 'b/c', say('rename'));
    disk.list('', say('list'));
    disk.read('a', say('read'));
    disk.remove('b/c', say('remove'));
    disk.list('', say('list'));
    expect(said, 'nothing is told before the call has returned').toEqual([]);
    await until(() => said.length === 9, 'nine answers');
    expect(said).toEqual([
      'append null',
      'append null',
      'read "one two"',
      'sync null',
      'rename null',
      'list ["b/c"]',
      'read not-found',
      'remove null',
      'list []',
    ]);
  });

  it('says not-found of what is not there', async () => {
    expect(await result((done) => disk.read('x', done))).toEqual(NOT_FOUND);
    expect(await result((done) => disk.sync('x', done))).toEqual(NOT_FOUND);
    expect(await result((done) => disk.rename('x', 'y', done))).toEqual(NOT_FOUND);
    expect(await result((done) => disk.remove('x', done))).toEqual(NOT_FOUND);
    expect(await result((done) => disk.list('', done))).toEqual({ ok: true, value: [] });
  });

  it('lists what begins with a prefix, sorted by code unit', async () => {
    for (const path of ['b', 'a/2', 'a/10', 'A', 'é', `a/${'long'.repeat(200)}`])
      expect(await result((done) => disk.append(path, 'x', done))).toEqual(OK);
    expect(await result((done) => disk.list('a/', done))).toEqual({
      ok: true,
      value: ['a/10', 'a/2', `a/${'long'.repeat(200)}`],
    });
    expect(await result((done) => disk.list('', done))).toMatchObject({
      value: ['A', 'a/10', 'a/2', `a/${'long'.repeat(200)}`, 'b', 'é'],
    });
  });

  it('replaces a file by a write and goes on appending to the new one', async () => {
    await result((done) => disk.append('a', 'old', done));
    await result((done) => disk.write('a', 'new ', done));
    await result((done) => disk.append('a', 'end', done));
    expect(await result((done) => disk.sync('a', done))).toEqual(OK);
    expect(await result((done) => disk.read('a', done))).toEqual({ ok: true, value: 'new end' });
  });

  it('appends to a renamed file, and to a new one under the old name', async () => {
    await result((done) => disk.append('a', '1', done));
    await result((done) => disk.append('b', 'gone', done));
    await result((done) => disk.rename('a', 'b', done));
    await result((done) => disk.append('b', '2', done));
    await result((done) => disk.append('a', '3', done));
    expect(await result((done) => disk.read('b', done))).toEqual({ ok: true, value: '12' });
    expect(await result((done) => disk.read('a', done))).toEqual({ ok: true, value: '3' });
  });

  it('keeps more files in use than it keeps open', async () => {
    const paths = Array.from({ length: 150 }, (_, k) => `f${k}`);
    for (const round of ['a', 'b'])
      for (const path of paths) await result((done) => disk.append(path, round, done));
    for (const path of paths)
      expect(await result((done) => disk.read(path, done))).toEqual({ ok: true, value: 'ab' });
  });

  it('finds everything again in the next life', async () => {
    await result((done) => disk.append('a/b', 'kept', done));
    life.exit();
    await files.close();
    const again = new FileDisk(folder).mount(new Life(() => {}));
    expect(await result((done) => again.read('a/b', done))).toEqual({ ok: true, value: 'kept' });
  });

  it('does nothing for a life that is over', async () => {
    let told = 0;
    disk.append('before', 'x', () => told++);
    disk.append('waiting', 'x', () => told++);
    life.exit();
    disk.append('after', 'x', () => told++);
    await files.close();
    expect(told).toBe(0);
    expect(readdirSync(join(folder, 'files'))).not.toContain('waiting');
    expect(readdirSync(join(folder, 'files'))).not.toContain('after');
  });

  it('ends the life when the folder is gone', async () => {
    rmSync(folder, { recursive: true });
    disk.append('a', 'x', () => {});
    await until(() => ends.length > 0, 'the end of the life');
    expect(ends).toMatchObject([{ type: 'failed', thrown: { code: 'ENOENT' } }]);
    mkdirSync(folder);
  });

  it('ends the life that throws in a callback', async () => {
    disk.append('a', 'x', () => {
      throw new Error('not caught');
    });
    await until(() => ends.length > 0, 'the end of the life');
    expect(ends).toMatchObject([{ type: 'failed', thrown: { message: 'not caught' } }]);
  });

  it('cannot be made where a file is', () => {
    writeFileSync(join(folder, 'taken'), '');
    expect(() => new FileDisk(join(folder, 'taken'))).toThrow();
  });

  it.runIf(existsSync('/dev/full'))('says disk-full of a full disk (where there is /dev/full)', async () => {
    symlinkSync('/dev/full', fileOf(join(folder, 'files'), 'a'));
    expect(await result((done) => disk.append('a', 'x', done))).toEqual({ ok: false, error: 'disk-full' });
    expect(ends).toEqual([]);
  });
});
