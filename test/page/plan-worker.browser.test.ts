import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { execute } from '../../src/campaign/execute.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { namedTarget } from '../../src/campaign/target.ts';
import type { PlanRun } from '../../src/page/browser/plan-run.ts';
import type { WorkerAnswer } from '../../src/page/browser/plan-worker.ts';
import { bundledWorker } from '../../src/page/scripts.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  page = await browser.newPage();
  const { text } = await bundledWorker();
  await page.evaluate(`globalThis.source = ${JSON.stringify(text)}`);
});

afterAll(async () => {
  await browser.close();
});

/** What a fresh worker answers. */
async function answerTo(plan: unknown, gateway: string): Promise<WorkerAnswer> {
  const answer: unknown = await page.evaluate(`new Promise((resolve, reject) => {
    const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }) => {
      worker.terminate();
      resolve(data);
    };
    worker.postMessage(${JSON.stringify({ type: 'run', plan, gateway })});
  })`);
  return answer as WorkerAnswer;
}

async function runOf(plan: Plan, gateway: string): Promise<PlanRun> {
  const answer = await answerTo(plan, gateway);
  if (answer.type !== 'ran') throw new Error(JSON.stringify(answer));
  return answer;
}

describe('the worker of the page, in Chromium', () => {
  it.each([
    ['reference', 'gauntlet/1'],
    ['reference', 'gauntlet/2'],
    ['reference', 'another/3'],
    ['numbers-before-scope-filter', 'gauntlet/4'],
    ['awaits', 'gauntlet/5'],
    ['awaits', 'gauntlet/6'],
  ])('executes a plan on %s as the command line does: %s', async (name, seed) => {
    const plan = STANDARD_EXECUTOR.generate(seed);
    const { gateway, dialect } = namedTarget(name);
    const { profile } = STANDARD_EXECUTOR;
    const there = await execute({ plan, gateway, dialect, profile, keep: true });
    const here = await runOf(plan, name);
    expect(here.digest).toBe(there.digest);
    expect(here.trace.events).toHaveLength(there.records);
    expect(here.verdicts).toEqual(there.verdicts);
  });

  it('says what is wrong with a plan, and which gateway it does not have', async () => {
    expect(await answerTo({ clients: [] }, 'reference')).toMatchObject({
      problem: expect.stringContaining('clients') as unknown,
    });
    expect(await answerTo(STANDARD_EXECUTOR.generate('gauntlet/1'), 'mine')).toEqual({
      type: 'problem',
      problem: "no gateway 'mine' in the catalogue",
    });
  });
});
