/** The real Control UI of a release against a served gateway. `npm run long:clients`; the release comes from npm. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import type { OpenClawRelease } from '../../src/live/targets/openclaw-release.ts';
import { launchChromium } from '../page/chromium.ts';
import { Bench, TOKEN } from '../serve/served-bench.ts';
import { ControlUi } from './control-ui.ts';
import { noteRequests } from './known-requests.ts';
import { installedRelease, VERSION } from './release.ts';
import { slowRuntime } from './slow-runtime.ts';

let release: OpenClawRelease;
let browser: Browser;
const bench = new Bench();
const open: ControlUi[] = [];

beforeAll(async () => {
  release = await installedRelease();
  browser = await launchChromium();
});
afterEach(async () => {
  for (const ui of open.splice(0)) await ui.close();
  await bench.end();
});
afterAll(() => browser.close());

async function served(): Promise<{ ui: ControlUi; served: Awaited<ReturnType<Bench['serve']>>['served'] }> {
  const one = await bench.serve({ runtime: slowRuntime() });
  const ui = await ControlUi.open(browser, release, one.url, TOKEN);
  open.push(ui);
  return { ui, served: one.served };
}

describe(`the Control UI of ${VERSION}`, () => {
  it('lists, sends, streams, stops, resets, and comes back after a cut and a restart', async () => {
    const { ui, served: gateway } = await served();
    await ui.say('hello there');
    await ui.shows(/^(You said:|I heard:|Noted:|As you wrote:) hello there$/);
    await ui.page.getByText('Main Session').filter({ visible: true }).first().waitFor();
    await ui.screenshot('control-ui-sent');

    await ui.say('speak slowly');
    await ui.shows(/word 1 word 2/);
    await ui.screenshot('control-ui-streams');
    await ui.page
      .getByRole('button', { name: /stop|abort/i })
      .first()
      .click();
    await expect.poll(() => ui.requests.map(({ method }) => method)).toContain('chat.abort');
    await ui.page
      .getByRole('button', { name: /stop|abort/i })
      .first()
      .waitFor({ state: 'detached' });
    await ui.screenshot('control-ui-stopped');

    for (const connection of gateway.connections) connection.reset();
    await expect.poll(() => gateway.connections.length, { timeout: 20_000 }).toBe(1);
    await ui.say('after the cut');
    await ui.shows(/: after the cut$/);

    gateway.restart(200);
    await expect
      .poll(() => ui.requests.filter(({ method }) => method === 'connect').length, { timeout: 30_000 })
      .toBe(3);
    await ui.shows(/: hello there$/);
    await ui.say('after the restart');
    await ui.shows(/: after the restart$/);
    await ui.screenshot('control-ui-restarted');

    // `/reset` in a message is refused, as it says; this is the request
    await ui.say('/clear');
    await expect.poll(() => ui.requests.map(({ method }) => method)).toContain('sessions.reset');
    await ui.page.getByText('hello there').first().waitFor({ state: 'detached' });
    await ui.screenshot('control-ui-reset');
    expect(noteRequests('control-ui', ui.requests)).toEqual([]);
    expect(ui.problems).toEqual([]);
  });
});
