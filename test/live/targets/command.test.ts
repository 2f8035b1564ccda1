import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/input/problem.ts';
import type { LiveTarget } from '../../../src/live/target.ts';
import { createCommandTarget } from '../../../src/live/targets/command.ts';
import { smallPlace } from './small-place.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();

function described(text: string): LiveTarget {
  const file = join(folder.path, 'mine.yaml');
  writeFileSync(file, text);
  mkdirSync(join(folder.path, 'place'));
  return createCommandTarget(file);
}

const FULL = `
name: mine
start:
  command: ./gateway
  args: ['--listen=127.0.0.1:{port}', '--json={"port":1}', '{folder}']
environment: { TOKEN: '{token}', MODEL: '{provider}/v1', SETTINGS: '{settings}', AGE: '{agedms}' }
cwd: sub
stopSignal: SIGINT
readyWithinMs: 5000
dialect: openclaw@2026.5.28
capabilities: { provider: completions, settings: true, clock: true }
`;

describe('a command target', () => {
  it('is what its description says', () => {
    const target = described(FULL);
    expect(target.name).toBe('mine');
    expect(target.dialect?.name).toBe('openclaw@2026.5.28');
    expect(target.capabilities).toEqual({
      lifecycle: true,
      provider: 'completions',
      settings: true,
      clock: true,
    });
  });

  it('is launched with every placeholder filled in, beside the environment that is there', async () => {
    const target = described(FULL);
    const place = smallPlace(join(folder.path, 'place'));
    const deployment = await target.deploy(place);
    const launch = await deployment.launch?.(5123, 93_600_000);
    expect(launch).toMatchObject({
      command: './gateway',
      args: ['--listen=127.0.0.1:5123', '--json={"port":1}', join(place.folder, 'state')],
      cwd: join(folder.path, 'sub'),
      readyWithinMs: 5_000,
    });
    expect(launch?.env).toEqual({
      ...process.env,
      TOKEN: 'the-token',
      MODEL: 'http://127.0.0.1:4242/v1',
      SETTINGS: join(place.folder, 'settings.json'),
      AGE: '93600000',
    });
    expect(deployment.url(5123)).toBe('ws://127.0.0.1:5123');
    expect(deployment.stopSignal).toBe('SIGINT');
  });

  it('finds the limits and rules of the plan in its settings', async () => {
    const place = smallPlace(join(folder.path, 'place'));
    await described(FULL).deploy(place);
    const { limits, rules, mainSession } = place.plan;
    const settings = JSON.parse(readFileSync(join(place.folder, 'settings.json'), 'utf8')) as unknown;
    expect(settings).toEqual({ limits, rules, mainSession });
  });

  it('may have a credential of its own', async () => {
    const text = "name: mine\nstart: { command: x, args: ['{token}'] }\ntoken: always-this\n";
    const deployment = await described(text).deploy(smallPlace(join(folder.path, 'place')));
    expect(deployment.token).toBe('always-this');
    expect((await deployment.launch?.(1, 0))?.args).toEqual(['always-this']);
  });

  it('is not launched when it runs already', async () => {
    const text = 'name: mine\nurl: ws://127.0.0.1:77/ws\ncapabilities: { lifecycle: false }\n';
    const deployment = await described(text).deploy(smallPlace(join(folder.path, 'place')));
    expect(deployment.launch).toBeUndefined();
    expect(deployment.url(5123)).toBe('ws://127.0.0.1:77/ws');
  });

  it('says that there is no such description', () => {
    expect(() => createCommandTarget('nowhere.yaml')).toThrow(new InputError('nowhere.yaml: no such file'));
  });
});
