import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { readHistoryFile } from '../../src/certify/history-file.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { failurePage } from '../../src/page/failure-page.ts';
import { launchChromium } from './chromium.ts';
import { FAILED_SCENARIOS, writtenFailure } from './failed-scenarios.ts';
import { openPage } from './opened-page.ts';

const PATIENCE_MS = 90_000;
const RECORDS = 100_000;
const LARGEST_BYTES = 3 * 1024 * 1024;
/** The screen, and a few rows beyond its edges. */
const MOST_ROWS = 80;

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-large-'));
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** The same history again and again, each time later. */
function repeated(history: readonly HistoryRecord[]): readonly HistoryRecord[] {
  const lasts = history.at(-1)?.atMicros ?? 0;
  return Array.from({ length: RECORDS }, (_none, i): HistoryRecord => {
    const record = history[i % history.length] as HistoryRecord;
    return { ...record, i, atMicros: record.atMicros + lasts * Math.floor(i / history.length) };
  });
}

it(
  'a page of 100,000 records has all of them as lines, and few of them in its document',
  async () => {
    const failed = FAILED_SCENARIOS.find(({ gateway }) => gateway === 'writes-stale-lifecycle');
    if (failed === undefined) throw new Error('no scenario');
    const { failure, file } = await writtenFailure(failed, folder);
    const { records } = readHistoryFile(join(dirname(file), basename(failure.history ?? '')));
    const parts = { failure, file, dialect: REFERENCE, original: null };
    const text = await failurePage({ ...parts, history: repeated(records) });
    expect(Buffer.byteLength(text)).toBeLessThan(LARGEST_BYTES);
    const path = join(folder, 'large.html');
    writeFileSync(path, text);
    const { page, offences, close } = await openPage(browser, path);
    const rows = page.locator('[role=option]');
    const place = page.locator('.place');
    const [last = 0] = failure.verdict.records.slice(-1);
    expect(await place.innerText()).toContain(`#${last} of ${RECORDS - 1}`);
    await page.locator('[role=listbox]').press('End');
    expect(await place.innerText()).toContain(`#${RECORDS - 1} of ${RECORDS - 1}`);
    expect(await rows.last().getAttribute('data-record')).toBe(String(RECORDS - 1));
    expect(await rows.count()).toBeLessThan(MOST_ROWS);
    expect(offences).toEqual([]);
    await close();
  },
  PATIENCE_MS,
);
