import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Child } from '../../src/live/child.ts';
import { lives } from './hostile/gone.ts';
import { until } from './temporary-folder.ts';

interface Started {
  readonly child: Child;
  readonly log: string[];
  readonly exits: string[];
}

/** Runs a small program; what it prints comes into `log`. */
function start(program: string, command = process.execPath): Started {
  const log: string[] = [];
  const exits: string[] = [];
  const env = { PATH: process.env['PATH'] ?? '' };
  const child = new Child({ command, args: ['-e', program], env, cwd: '/' }, log);
  child.onExit = (text) => exits.push(text);
  onTestFinished(() => child.end());
  return { child, log, exits };
}

const STAYS = 'setInterval(() => {}, 1000);';
/** Starts another one, says which, and goes on. */
function parent(options: object): string {
  const args = `process.execPath, ['-e', ${JSON.stringify(STAYS)}], ${JSON.stringify(options)}`;
  return `console.log(require('node:child_process').spawn(${args}).pid);`;
}
const PARENT = parent({});
const PARENT_OF_A_DAEMON = parent({ detached: true, stdio: 'ignore' });

async function firstLine({ log }: Started): Promise<string> {
  await until(() => log.length > 0, 'a line');
  return log[0] ?? '';
}

describe('a child', () => {
  it('says how it exited, once', async () => {
    const given = start('process.exitCode = 3');
    await until(() => given.exits.length > 0, 'the exit');
    await given.child.end();
    expect(given.exits).toEqual(['exited with code 3']);
    expect(given.child.exited).toBe('exited with code 3');
  });

  it('has read all it wrote, a line without end too, before it says that it exited', async () => {
    const logs = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const given = start(
          `require('node:fs').writeSync(2, '${'word '.repeat(9_000)}\\nno configuration'); process.exit(3)`,
        );
        let atExit: readonly string[] = [];
        given.child.onExit = () => (atExit = [...given.log]);
        await until(() => atExit.length > 0 || given.child.exited !== undefined, 'the exit');
        return atExit.at(-1);
      }),
    );
    expect(logs).toEqual(Array.from({ length: 8 }, () => 'no configuration'));
  });

  it('says that it exited although one that got away holds its output open', async () => {
    // with an environment of its own it is not found; the test ends it
    const away = `const { pid } = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(STAYS)}],
      { detached: true, stdio: ['ignore', 'inherit', 'inherit'], env: {} }); console.log(pid); process.exit(3);`;
    const given = start(away);
    const pid = Number(await firstLine(given));
    onTestFinished(() => void process.kill(pid, 'SIGKILL'));
    await until(() => given.exits.length > 0, 'the exit');
    expect(given.exits).toEqual(['exited with code 3']);
  });

  it('says which signal ended it', async () => {
    const given = start(`${STAYS} console.log('up')`);
    await firstLine(given);
    given.child.signal('SIGTERM');
    await until(() => given.exits.length > 0, 'the exit');
    expect(given.exits).toEqual(['was ended by SIGTERM']);
  });

  it('ends at once when it cannot be started', async () => {
    const given = start('', 'no-such-command');
    await until(() => given.exits.length > 0, 'the exit');
    expect(given.exits).toEqual(['cannot be started: spawn no-such-command ENOENT']);
    expect(given.child.started).toBe(false);
    await given.child.end();
  });

  it('is killed with what it started', async () => {
    const given = start(`${PARENT} ${STAYS}`);
    const pid = Number(await firstLine(given));
    expect(lives(pid)).toBe(true);
    await given.child.end();
    expect(given.exits).toEqual(['was ended by SIGKILL']);
    await until(() => !lives(pid), 'the end of what it started');
  });

  it('takes what it started along when it goes by itself', async () => {
    const given = start(`${PARENT} setTimeout(() => process.exit(0), 50);`);
    const pid = Number(await firstLine(given));
    await until(() => given.exits.length > 0, 'the exit');
    await until(() => !lives(pid), 'the end of what it started');
  });

  it.runIf(existsSync('/proc/self/environ')).each([
    ['goes by itself', 'setTimeout(() => process.exit(0), 50);'],
    ['is killed', STAYS],
  ])('takes along what left its group when it %s, and says so', async (_when, rest) => {
    const given = start(`${PARENT_OF_A_DAEMON} ${rest}`);
    const pid = Number(await firstLine(given));
    if (rest === STAYS) given.child.kill();
    await until(() => given.exits.length > 0, 'the exit');
    await until(() => !lives(pid), 'the end of what it started');
    expect(given.log[1]).toBe(`gauntlet: ended what had left its process group: ${pid} (node)`);
  });

  it('is killed although it ignores the stop signal', async () => {
    const given = start(`process.on('SIGTERM', () => console.log('no')); ${STAYS} console.log('up')`);
    await firstLine(given);
    given.child.signal('SIGTERM');
    await until(() => given.log.includes('no'), 'its refusal');
    expect(given.child.exited).toBeUndefined();
    await given.child.end();
    expect(given.exits).toEqual(['was ended by SIGKILL']);
  });

  it('is killed although it is stopped', async () => {
    const given = start(`${STAYS} console.log('up')`);
    await firstLine(given);
    given.child.signalAll('SIGSTOP');
    await given.child.end();
    expect(given.exits).toEqual(['was ended by SIGKILL']);
  });

  it('has the lines of both its outputs kept, without empty ones', async () => {
    const given = start(
      `console.log('one\\r\\n\\n  \\ntwo'); console.error('three'); process.stdout.write('é€\\n')`,
    );
    await until(() => given.log.length === 4, 'every line');
    expect(given.log.toSorted()).toEqual(['one', 'three', 'two', 'é€']);
  });

  it.each<[string, string]>([
    ['lines', 'y\\n'],
    ['long lines', `${'y'.repeat(5_000)}\\n`],
    ['no line break', 'yyyyyyyyyy'],
  ])('may print without end, %s: no more than the last of it is kept', async (_what, text) => {
    const given = start(`const text = '${text}'.repeat(1000);
      const more = () => { while (process.stdout.write(text)); process.stdout.once('drain', more); };
      more();`);
    await until(() => given.log.length === 400, 'as much as is kept');
    await given.child.end();
    expect(given.log.length).toBeLessThanOrEqual(400);
    expect(Math.max(...given.log.map(({ length }) => length))).toBeLessThanOrEqual(2_001);
  });
});
