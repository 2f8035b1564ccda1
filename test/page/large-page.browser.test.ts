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
import { HOSTILE } from './hostile-text.ts';
import { openPage } from './opened-page.ts';

const PATIENCE_MS = 180_000;
const MEBIBYTE = 1024 * 1024;
const LARGEST_BYTES = 3 * MEBIBYTE;
const LARGE_TEXTS = 8;
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

/** The same history again and again, each time later; here and there, and near the evidence, with what nobody should say, at last a mebibyte of it. */
function repeated(history: readonly HistoryRecord[], count: number): readonly HistoryRecord[] {
  const lasts = history.at(-1)?.atMicros ?? 0;
  return Array.from({ length: count }, (_none, i): HistoryRecord => {
    const record = history[i % history.length] as HistoryRecord;
    const base = { i, atMicros: record.atMicros + lasts * Math.floor(i / history.length) };
    const isLast = i === history.length - 1;
    if (!isLast && i % 1_000 !== 999) return { ...record, ...base };
    const text = i > count - LARGE_TEXTS * 1_000 ? HOSTILE + 'x'.repeat(MEBIBYTE) : HOSTILE;
    return { ...base, incarnation: 1, kind: 'log', level: 'warn', text };
  });
}

it.each([100_000, 1_000_000])(
  'a page of %i records has all of them as lines, and few of them in its document',
  async (count) => {
    const failed = FAILED_SCENARIOS.find(({ gateway }) => gateway === 'writes-stale-lifecycle');
    if (failed === undefined) throw new Error('no scenario');
    const { failure, file } = await writtenFailure(failed, folder);
    const { records } = readHistoryFile(join(dirname(file), basename(failure.history ?? '')));
    const parts = { failure, file, dialect: REFERENCE, original: null };
    const text = await failurePage({ ...parts, history: repeated(records, count) });
    expect(Buffer.byteLength(text)).toBeLessThan(LARGEST_BYTES);
    const path = join(folder, 'large.html');
    writeFileSync(path, text);
    const { page, offences, close } = await openPage(browser, path);
    const rows = page.locator('[role=option]');
    const place = page.locator('.place');
    const [last = 0] = failure.verdict.records.slice(-1);
    expect(await place.innerText()).toContain(`#${last} of ${count - 1}`);
    const list = page.locator('[role=listbox]');
    for (let at = last; at < records.length - 1; at++) await list.press('j');
    const hostile = page.locator(`[role=option][data-record="${records.length - 1}"]`);
    expect(await hostile.innerText()).toContain('</script>');
    expect(await page.title()).not.toContain('taken');
    await list.press('End');
    expect(await place.innerText()).toContain(`#${count - 1} of ${count - 1}`);
    expect(await rows.last().getAttribute('data-record')).toBe(String(count - 1));
    expect(await rows.count()).toBeLessThan(MOST_ROWS);
    expect(offences).toEqual([]);
    await close();
  },
  PATIENCE_MS,
);
