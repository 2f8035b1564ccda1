/** The real terminal UI of a release against a served gateway. `npm run long:clients`; the release comes from npm. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OpenClawRelease } from '../../src/live/targets/openclaw-release.ts';
import { Bench, TOKEN } from '../serve/served-bench.ts';
import { noteRequests } from './known-requests.ts';
import { installedRelease, VERSION } from './release.ts';
import { slowRuntime } from './slow-runtime.ts';
import { TerminalUi } from './terminal-ui.ts';
import { watched } from './watched-gateway.ts';

const PATIENT = { timeout: 40_000, interval: 200 };
/** A release takes half a minute of a processor to start, and other work may want that too. */
const UNTIL_STARTED = { timeout: 180_000, interval: 500 };

let release: OpenClawRelease;
const bench = new Bench();
const open: TerminalUi[] = [];

beforeAll(async () => {
  release = await installedRelease();
});
afterEach(async () => {
  for (const ui of open.splice(0)) ui.close();
  await bench.end();
});

describe(`the terminal UI of ${VERSION}`, () => {
  it('lists, sends, streams, stops, resets, and comes back after a cut and a restart', async () => {
    const { gateway, requests, refusals } = watched();
    const { served, url } = await bench.serve({ gateway, runtime: slowRuntime() });
    const ui = new TerminalUi(release, url, TOKEN);
    open.push(ui);
    const shows = (text: RegExp): Promise<void> => expect.poll(() => ui.screen(), PATIENT).toMatch(text);
    const asked = (method: string): number => requests.filter((one) => one.method === method).length;

    await expect.poll(() => ui.screen(), UNTIL_STARTED).toMatch(/gateway connected \| idle/);
    ui.say('hello there');
    await shows(/(You said:|I heard:|Noted:|As you wrote:) hello there/);
    ui.say('speak slowly');
    await shows(/word 1 word 2/);
    ui.press('Escape');
    await expect.poll(() => asked('chat.abort'), PATIENT).toBe(1);
    await shows(/aborted/);

    for (const connection of served.connections) connection.reset();
    await expect.poll(() => asked('connect'), PATIENT).toBe(2);
    await shows(/gateway (re)?connected/);
    ui.say('after the cut');
    await shows(/(You said:|I heard:|Noted:|As you wrote:) after the cut/);

    served.restart(200);
    await expect.poll(() => asked('connect'), PATIENT).toBe(3);
    await shows(/gateway (re)?connected/);
    ui.say('after the restart');
    await shows(/(You said:|I heard:|Noted:|As you wrote:) after the restart/);

    ui.say('/reset');
    await expect.poll(() => asked('sessions.reset'), PATIENT).toBe(1);
    await expect.poll(() => ui.screen(), PATIENT).not.toMatch(/after the restart/);
    expect(refusals).toEqual([]);
    expect(noteRequests('terminal-ui', requests)).toEqual([]);
  });
});
