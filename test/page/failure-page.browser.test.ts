import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '../../src/campaign/execute.ts';
import { STANDARD_EXECUTOR } from '../../src/campaign/standard-executor.ts';
import { namedTarget } from '../../src/campaign/target.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { paste } from '../cli/spawned.ts';
import { writeFailurePage } from '../../src/cli/failure-pages.ts';
import { CAUSALITY_VERSION, type Causality } from '../../src/report/published-causality.ts';
import { sampled } from '../long/sampled.ts';
import { launchChromium } from './chromium.ts';
import { FAILED_SCENARIOS, writtenFailure } from './failed-scenarios.ts';
import { axeFindings, openPage } from './opened-page.ts';

/** A page takes a second or two, on a machine with nothing else to do. */
const PATIENCE_MS = 90_000;

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-pages-'));
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

async function selected(page: Page): Promise<number> {
  return Number(await page.locator('[role=option][aria-selected=true]').getAttribute('data-record'));
}

/** Presses keys, and says which record is selected after each. */
async function pressed(page: Page, ...keys: readonly string[]): Promise<readonly number[]> {
  const records: number[] = [];
  for (const key of keys) {
    await page.keyboard.press(key);
    records.push(await selected(page));
  }
  return records;
}

async function digestHere(page: Page): Promise<string> {
  await page.locator('.said .digest, .said .problem').waitFor({ timeout: PATIENCE_MS });
  return page.locator('.said').innerText();
}

/** What the command line says of it. */
async function digestThere(plan: unknown, name: string): Promise<string> {
  const { gateway, dialect } = namedTarget(name);
  const { profile } = STANDARD_EXECUTOR;
  return (await execute({ plan: planSchema.parse(plan), gateway, dialect, profile })).digest;
}

describe('the page of an incident', () => {
  it.each(sampled(FAILED_SCENARIOS, 2))(
    'leads from the violation to its frames, and runs: $title',
    async (failed) => {
      const { failure, file, page: path } = await writtenFailure(failed, folder);
      const { page, offences, close } = await openPage(browser, path);
      const { sentence, records, evidence } = failure.verdict;
      expect(await page.locator('h1').innerText()).toBe(sentence);
      const [first = 0] = records;
      const last = records.at(-1) ?? 0;
      expect(await selected(page)).toBe(last);

      // the row says what decides, before the end of its line cuts it off
      const [field] = evidence.find(({ i }) => i === last)?.fields ?? [];
      if (field !== undefined)
        expect(await page.locator('.row.selected .what').innerText()).toMatch(/^\S+ = .* · /u);

      // the violation, to its frame
      await page.locator(`ol.evidence [data-record="${first}"]`).click();
      expect(await selected(page)).toBe(first);
      const shown = await page.locator('.inspector').innerText();
      expect(shown).toContain(`#${first}`);
      const event = /^event (\S+)/.exec(evidence[0]?.what ?? '')?.[1];
      if (event !== undefined) expect(shown).toContain(`"event": "${event}"`);

      // by keyboard
      const end = failure.recordHashes.length / 8 - 1;
      expect(await pressed(page, 'Home', 'ArrowDown', 'j', 'k', 'ArrowUp')).toEqual([0, 1, 2, 1, 0]);
      expect(await pressed(page, 'End', 'ArrowUp')).toEqual([end, end - 1]);
      await page.keyboard.press('Home');
      const steps = records.filter((record) => record > 0);
      expect(await pressed(page, ...steps.map(() => 'n'))).toEqual(steps);
      if (steps.length > 1) expect(await pressed(page, 'p')).toEqual([steps.at(-2)]);

      // narrowed down to the evidence and what led to it
      await page.locator('select[name=property]').selectOption('0');
      expect(await page.locator('.place').innerText()).toMatch(/, \d+ shown/);
      await page.locator('select[name=property]').selectOption('');

      // executed here
      await page.getByRole('button', { name: 'Run it here' }).click();
      expect(await digestHere(page)).toContain(`digest ${failure.digest}, the same as the recording`);

      // and changed
      const remove = page.locator('.entries .remove');
      if ((await remove.count()) > 0) {
        await remove.last().click();
        const numbers = page.locator('.entries input[type=number]');
        if ((await numbers.count()) > 0) {
          await numbers.first().fill('7');
          await numbers.first().press('Tab');
        }
        const plan: unknown = JSON.parse(await page.getByLabel('the plan as JSON').inputValue());
        await page.locator('.said').evaluate('(element) => element.replaceChildren()');
        await page.getByRole('button', { name: 'Run it here' }).click();
        expect(await digestHere(page)).toContain(`digest ${await digestThere(plan, failed.gateway)}`);
      }

      // what the button copies is what the command line takes
      await page.getByRole('button', { name: 'copy the command: replay this failure' }).press('Enter');
      const copied: unknown = await page.evaluate('navigator.clipboard.readText()');
      expect(copied).toBe(`npx gauntlet replay ${file}`);
      expect(offences).toEqual([]);
      await close();
    },
    PATIENCE_MS,
  );

  it.each(FAILED_SCENARIOS.slice(0, 2))(
    'copies a command that a shell runs as it is, with the digest of the page: $title',
    async (failed) => {
      const { failure, page: path } = await writtenFailure(failed, folder);
      const { page, close } = await openPage(browser, path);
      await page.getByRole('button', { name: 'copy the command: replay this failure' }).click();
      const copied: unknown = await page.evaluate('navigator.clipboard.readText()');
      const { code, stdout } = await paste(`${String(copied)} --json`);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ outcome: 'reproduced', digest: failure.digest });
      expect(await page.locator('.recorded-digest').innerText()).toBe(failure.digest);
      await close();
    },
    PATIENCE_MS,
  );

  it(
    'shows the causality curve that was found, whose points lead to their records',
    async () => {
      const [failed] = FAILED_SCENARIOS;
      if (failed === undefined) throw new Error('no scenario');
      const { failure, file, page: path } = await writtenFailure(failed, join(folder, 'curve'));
      const [record = 0] = failure.verdict.records;
      const entry = {
        type: 'fault',
        id: 'late',
        step: null,
        words: 'a fault',
        record,
        atMicros: 2_000,
      } as const;
      const causality: Causality = {
        causalityVersion: CAUSALITY_VERSION,
        sentence: 'a fault makes it',
        entries: 2,
        points: [
          { kept: 0, entry: null, executions: 16, failures: 0 },
          { kept: 1, entry, executions: 16, failures: 12 },
        ],
        jump: { entry, kept: 1, before: 0, after: 0.75 },
        begins: null,
        fromTheStart: false,
        executions: 32,
        budget: 100,
        complete: true,
      };
      await writeFailurePage(file, { ...failure, causality });
      const { page, offences, close } = await openPage(browser, path);
      const section = page.locator('.causality');
      expect(await section.innerText()).toContain('a fault makes it');
      expect(await section.locator('li.jump').innerText()).toContain('12 of 16 fail');
      await section.getByRole('button', { name: `#${record}` }).click();
      expect(await selected(page)).toBe(record);
      expect(await axeFindings(page)).toEqual([]);
      expect(offences).toEqual([]);
      await close();
    },
    PATIENCE_MS,
  );

  it(
    'says of a gateway that is not in it that it cannot run here, and shows the recording',
    async () => {
      const [failed] = FAILED_SCENARIOS;
      if (failed === undefined) throw new Error('no scenario');
      const { failure, file, page: path } = await writtenFailure(failed, join(folder, 'own'));
      const reference = { type: 'file', path: './my-gateway.ts' } as const;
      await writeFailurePage(file, { ...failure, target: { ...failure.target, name: 'mine', reference } });
      const { page, offences, close } = await openPage(browser, path, {}, '#plan=x');
      const main = page.locator('main');
      expect(await main.innerText()).toContain(
        'mine is not in the catalogue, so its code is not in this page and the plan cannot be run here; what is shown is the recording.',
      );
      expect(await main.innerText()).toContain('This is the recording of the failure.');
      expect(await selected(page)).toBe(failure.verdict.records.at(-1));
      expect(await page.getByRole('button', { name: 'Run it here' }).count()).toBe(0);
      expect(await main.innerText()).toContain(`npx gauntlet replay ${file}`);
      expect(await page.locator('#worker').textContent()).toBe('');
      expect(offences).toEqual([]);
      await close();
    },
    PATIENCE_MS,
  );

  it.each([
    [1280, 'dark'],
    [390, 'light'],
  ] as const)(
    'is accessible, and fits, at %i px, %s',
    async (width, colorScheme) => {
      const [failed] = FAILED_SCENARIOS.slice(-1);
      if (failed === undefined) throw new Error('no scenario');
      const { page: path } = await writtenFailure(failed, folder);
      const { page, close } = await openPage(browser, path, {
        viewport: { width, height: 900 },
        colorScheme,
      });
      await page.getByRole('button', { name: 'Run it here' }).click();
      await digestHere(page);
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await close();
    },
    PATIENCE_MS,
  );
});
