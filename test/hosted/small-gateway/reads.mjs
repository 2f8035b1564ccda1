/** The small gateway, which first says what it reads of its own folder, and how often that is the same object. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const own = join(folder, 'reads.mjs');
const absent = join(folder, 'absent.mjs');

function failure(path) {
  try {
    return fs.statSync(path);
  } catch (error) {
    return [error.code, error.syscall, error.path === path, error.message.startsWith('ENOENT: no such file')];
  }
}

const [first, second] = [fs.statSync(own), fs.statSync(own)];
first.size = -1;
const names = fs.readdirSync(folder);
names.length = 0;
const text = fs.readFileSync(own);
text.fill(0);
console.log(
  `reads ${JSON.stringify({
    listed: [fs.readdirSync(folder), fs.readdirSync(folder, { withFileTypes: true }).map((one) => one.name)],
    isFile: second.isFile() && second.size === fs.readFileSync(own).length && fs.readFileSync(own)[0] !== 0,
    times: [second.mtimeMs, second.mtime.getTime(), second.birthtime instanceof Date],
    failures: [failure(absent), failure(absent)],
    node: [
      process.execPath,
      process.argv[0],
      process.argv0,
      fs.realpathSync(process.execPath),
      execFileSync(process.execPath, ['-p', '6 * 7'], { encoding: 'utf8' }),
    ],
    there: [
      fs.existsSync(own),
      fs.existsSync(absent),
      fs.statSync(absent, { throwIfNoEntry: false }) ?? null,
    ],
  })}`,
);
await import('./gateway.mjs');
