import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareReportSchema } from '../../src/report/compare-report.ts';
import { inProcess } from '../cli/in-process.ts';
import { launchChromium } from './chromium.ts';
import { FAILED_SCENARIOS, writtenFailure } from './failed-scenarios.ts';
import { axeFindings, openPage } from './opened-page.ts';

/** A page takes a second or two, on a machine with nothing else to do. */
const PATIENCE_MS = 90_000;

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-comparison-'));
const path = join(folder, 'pages', 'compare.html');
let browser: Browser;
let parting = 0;
let file = '';

/** A late end that one gateway writes into the row of the next generation, and another does not. */
beforeAll(async () => {
  browser = await launchChromium();
  const failed = FAILED_SCENARIOS.find(({ gateway }) => gateway === 'writes-stale-lifecycle');
  if (failed === undefined) throw new Error('no scenario');
  ({ file } = await writtenFailure(failed, folder));
  const words = [file, '--gateway', 'reference', '--json', '--page', path];
  const { code, stdout, stderr } = await inProcess('compare', ...words);
  expect(code, stderr).toBe(1);
  const [first] = compareReportSchema.parse(JSON.parse(stdout)).divergences;
  parting = first?.first[0]?.record ?? 0;
}, PATIENCE_MS);

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

async function selectedIn(side: Locator): Promise<number> {
  return Number(await side.locator('[role=option][aria-selected=true]').getAttribute('data-record'));
}

describe('the page of two histories', () => {
  it.each([
    [1280, 'light'],
    [390, 'dark'],
  ] as const)(
    'shows where they part, and both traces there: %i px, %s',
    async (width, colorScheme) => {
      const view = { viewport: { width, height: 900 }, colorScheme };
      const { page, offences, close } = await openPage(browser, path, view);
      expect(await page.locator('h1').innerText()).toMatch(
        /^writes-stale-lifecycle and reference: 1 of 2 views differ$/,
      );
      const [a, b] = [page.locator('.traces .side').nth(0), page.locator('.traces .side').nth(1)];
      expect(await selectedIn(a)).toBe(parting);
      // where the other saw nothing more, what had happened there by then
      const before = await selectedIn(b);
      expect(Math.abs(before - parting)).toBeLessThan(10);

      await a.locator('[role=listbox]').press('Home');
      expect([await selectedIn(a), await selectedIn(b)]).toEqual([0, before]);
      await page.locator(`.parting [data-record="${parting}"]`).click();
      expect(await selectedIn(a)).toBe(parting);
      await b.locator('[role=listbox]').press('ArrowUp');
      expect([await selectedIn(a), await selectedIn(b)]).toEqual([parting, before - 1]);

      expect(await page.locator('.parting').innerText()).toContain('"status": "done"');
      expect(await page.locator('.parting').innerText()).toContain('sees no more');
      expect(await page.locator('main').innerText()).toContain(
        `npx gauntlet compare ${file} --gateway reference`,
      );
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(offences).toEqual([]);
      await close();
    },
    PATIENCE_MS,
  );

  it('is not written where there is no folder for it, which is said', async () => {
    const taken = join(folder, 'taken');
    writeFileSync(taken, '');
    const ended = await inProcess('compare', file, '--page', join(taken, 'x.html'));
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain(`${dirname(join(taken, 'x.html'))}`);
  });
});
