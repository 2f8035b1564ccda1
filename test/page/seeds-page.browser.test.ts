import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedsPage } from '../../src/page/seeds-page.ts';
import { seedsReportSchema, type SeedsReport, type SeedsTarget } from '../../src/report/seeds-report.ts';
import { SCHEMA_VERSION } from '../../src/report/published.ts';
import { launchChromium } from './chromium.ts';
import { HOSTILE } from './hostile-text.ts';
import { axeFindings, openPage } from './opened-page.ts';

const PATIENCE_MS = 90_000;

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-seeds-page-'));
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** One that came so far, as a part of the first. */
function run(day: number, share: number, plans: number): SeedsTarget['runs'][number] {
  const growth = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000]
    .filter((point) => point <= plans)
    .map((point): [number, number, number, number] => {
      const reached = share * Math.log2(1 + point);
      return [point, Math.round(24 * reached), Math.round(258 * reached), Math.round(4600 * reached)];
    });
  const [, cells = 0, pairs = 0, triples = 0] = growth.at(-1) ?? [];
  return {
    ran: { commit: `${day}f0e1d2c3b4a5968778695a4b3c2d1e0f00${day}`, at: `2026-03-0${day}T09:30:00Z` },
    fingerprint: 'a5760491dd7a2ccb',
    gauntlet: '0.1.0',
    seed: 'gauntlet',
    verdict: day === 4 ? 'violation' : 'pass',
    plans,
    cells,
    pairs,
    triples,
    growth,
    plansPerCoreHour: day === 2 ? null : 412_345 + day,
    open: day === 4 ? 1 : 0,
  };
}

const FAILING: SeedsTarget['open'][number] = {
  property: 'ack/durable',
  cause: 'lost across a restart',
  state: 'recovering',
  plan: "plan 17 of seed 'gauntlet'",
  plans: 3,
  since: { commit: '3f0e1d2c3b4a', at: '2026-03-03T09:30:00Z' },
  days: 1,
};

function target(name: string, text: (own: string) => string): SeedsTarget {
  return {
    name,
    gateway: text('gateway.ts'),
    kept: { failing: 2, mended: 1, reached: 214 },
    runs: [run(1, 0.7, 500), run(2, 0.8, 1000), run(3, 0.9, 1000), run(4, 1, 2000)],
    open: [
      { ...FAILING, cause: text(FAILING.cause), plan: text(FAILING.plan) },
      { ...FAILING, property: text('text/faithful'), days: 0 },
    ],
    failing: [
      {
        plan: text(FAILING.plan),
        events: 1412,
        found: { commit: text('3f0e1d2c3b4a'), at: '2026-03-03T09:30:00Z' },
        properties: ['ack/durable', text('text/faithful')],
        command: `npx gauntlet run --gateway ${text('gateway.ts')} --seed gauntlet --seeds 17..17`,
      },
    ],
  };
}

const REPORT: SeedsReport = {
  schemaVersion: SCHEMA_VERSION,
  version: '0.1.0',
  database: 'seeds',
  possible: { cells: 334, pairs: 2926, triples: 73_150 },
  targets: [
    target('gateway.ts-0a1b2c3d', (own) => own),
    target('hostile', () => HOSTILE),
    {
      name: 'new',
      gateway: null,
      kept: { failing: 0, mended: 0, reached: 0 },
      runs: [],
      open: [],
      failing: [],
    },
  ],
};

it.each([
  [1280, 'light'],
  [390, 'dark'],
] as const)(
  'shows what grew, what it cost and what is open, whatever it is called: %i px, %s',
  async (width, colorScheme) => {
    expect(seedsReportSchema.parse(REPORT)).toEqual(REPORT);
    const path = join(folder, `seeds-${width}.html`);
    writeFileSync(path, await seedsPage(REPORT));
    const { page, offences, close } = await openPage(browser, path, {
      viewport: { width, height: 900 },
      colorScheme,
    });
    const screenshots = process.env['GAUNTLET_SCREENSHOTS'];
    if (screenshots !== undefined)
      await page.screenshot({ path: join(screenshots, `seeds-${width}-${colorScheme}.png`), fullPage: true });
    expect(await page.title()).toBe('seeds: 4 open failures of 3 targets');
    expect(await page.locator('h2').allInnerTexts()).toEqual([
      'gateway.ts',
      expect.stringContaining('<script>document.title="taken"</script>'),
      'new',
    ]);
    const table = page.getByRole('region', { name: 'runs of gateway.ts-0a1b2c3d' }).locator('tbody tr');
    const rows = await table.allInnerTexts();
    // the newest comes first
    expect(rows[0]).toMatch(/^4f0e1d2c3b4a\s+2026-03-04 09:30 UTC\s+✗ violation\s+1\s+2\u202f000\s/);
    expect(rows[0]).toContain('412\u202f349');
    expect(rows[2]).toContain('not measured');
    const open = page
      .getByRole('region', { name: 'open failures of gateway.ts-0a1b2c3d' })
      .locator('tbody tr');
    expect(await open.allInnerTexts()).toEqual([
      expect.stringMatching(
        /^✗ ack\/durable\s[\s\S]*1 day\s+3f0e1d2c3b4a, 2026-03-03 09:30 UTC\s+3\s+plan 17 of seed/,
      ),
      expect.stringContaining('less than a day'),
    ]);
    const charts = page.getByRole('img', { name: /^\d+ of 2926 pairs of facts after 2000 plans$/ });
    expect(await charts.count()).toBe(2);
    expect(await charts.first().locator('path.curve').count()).toBe(4);
    // the newest run is in front, and ends where its plans end
    expect(await charts.first().locator('path').last().getAttribute('class')).toBe('curve');
    expect(await charts.first().locator('path').last().getAttribute('d')).toMatch(/ L 394\.0 8\.0$/);
    expect(await page.getByText('No run has come to its end.').count()).toBe(1);
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(offences).toEqual([]);
    await close();
  },
  PATIENCE_MS,
);

it(
  'says that there is nothing yet',
  async () => {
    const path = join(folder, 'nothing.html');
    writeFileSync(path, await seedsPage({ ...REPORT, targets: [] }));
    const { page, offences, close } = await openPage(browser, path);
    expect(await page.locator('main').innerText()).toBe('It holds nothing yet: no run has come to its end.');
    expect(offences).toEqual([]);
    await close();
  },
  PATIENCE_MS,
);
