import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificatePage } from '../../src/page/certificate-page.ts';
import { matrixPage } from '../../src/page/matrix-page.ts';
import { runPage } from '../../src/page/run-page.ts';
import type { MatrixReport } from '../../src/report/matrix-report.ts';
import { SCHEMA_VERSION } from '../../src/report/published.ts';
import { certifyReport } from '../report/small-certificate-report.ts';
import { COVERED, EXCUSED, report, VIOLATION } from '../report/small-report.ts';
import { launchChromium } from './chromium.ts';
import { HOSTILE } from './hostile-text.ts';
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

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const RUN = report({
  verdict: 'violation',
  violations: [{ ...VIOLATION, sentence: HOSTILE, gateway: HOSTILE }],
  properties: report().properties.map((one) => ({ ...one, excused: EXCUSED })),
  coverage: COVERED,
});
const LINKS = { [VIOLATION.file ?? '']: 'failures/one.html' };

describe('the page of a run', () => {
  it.each([[1280, 'light']] as const)(
    'shows verdicts and links to failures, whatever they are called: %i px, %s',
    async (width, colorScheme) => {
      const path = written('index.html', await runPage({ report: RUN, links: LINKS, wallMicros: 2_000_000 }));
      const { page, offences, close } = await openPage(browser, path, {
        viewport: { width, height: 900 },
        colorScheme,
      });
      expect(await page.locator('.failures a').getAttribute('href')).toBe('failures/one.html');
      expect(await page.locator('.failures a').innerText()).toContain(
        '<script>document.title="taken"</script>',
      );
      expect(await page.title()).toContain('violation');
      const targets = page.getByRole('region', { name: 'targets' }).locator('tbody tr');
      expect(await targets.allInnerTexts()).toEqual([
        expect.stringMatching(/^reference\s+✓ pass\s+1 scenario, 2000 plans of the campaign\s+yes$/),
        expect.stringMatching(/^burns-seq\s+✗ violation\s+1 scenario\s+seq\/contiguous\s+yes$/),
        expect.stringMatching(/^<\/script>.*\s+✗ violation\s+seq\/contiguous\s+no$/),
      ]);
      const digest = page.locator('.figures code');
      expect(await digest.innerText()).toBe(RUN.digest);
      expect(await page.evaluate("document.querySelector('.figures code').getClientRects().length")).toBe(1);
      expect(await page.locator('table.verdicts').count()).toBeGreaterThan(3);
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(offences).toEqual([]);
      await close();
    },
    PATIENCE_MS,
  );
});

const CELL = { violated: null, expected: false, shown: null } as const;
const MATRIX: MatrixReport = {
  schemaVersion: SCHEMA_VERSION,
  gauntlet: '0.1.0',
  columns: [
    { target: HOSTILE, version: null, world: null, profile: 'durable@2', verdict: 'violation' },
    { target: 'lost', version: '1', world: 'hosted', profile: 'durable@2', verdict: 'pass' },
  ],
  notJudged: ['attachments'],
  rows: [
    {
      kind: 'incident',
      id: '7442',
      about: HOSTILE,
      cells: [
        {
          verdict: 'violation',
          violated: { repetitions: 2, of: 3, property: 'seq/contiguous' },
          expected: true,
          shown: { case: 'slow-reader', history: '0123456789abcdef' },
        },
        { ...CELL, verdict: 'pass', shown: { case: 'slow-reader', history: 'aaaaaaaaaaaaaaaa' } },
      ],
    },
    {
      kind: 'requirement',
      id: 'durable.ack-durable',
      about: null,
      cells: [
        { ...CELL, verdict: 'inconclusive' },
        { ...CELL, verdict: 'pass', shown: { case: 'a', history: 'aaaaaaaaaaaaaaaa' } },
      ],
    },
  ],
};

describe('the page of a matrix', () => {
  it.each([
    [1280, 'light'],
    [390, 'dark'],
  ] as const)(
    'leads from each cell to what shows it: %i px, %s',
    async (width, colorScheme) => {
      const places = [
        { page: 'there.html', bundle: 'there' },
        { page: null, bundle: 'lost' },
      ];
      const commands = [{ label: 'check the bundle', command: 'npx gauntlet verify there' }];
      const certificate = { report: certifyReport(), bundle: 'there', commands };
      written('there.html', await certificatePage(certificate));
      const path = written('matrix.html', await matrixPage({ report: MATRIX, places }));
      const view = { viewport: { width, height: 900 }, colorScheme };
      const { page, offences, close } = await openPage(browser, path, view);
      const cells = await page.locator('a.cell').all();
      const hrefs = await Promise.all(cells.map((one) => one.getAttribute('href')));
      expect(hrefs).toEqual([
        'there.html#at=slow-reader',
        'lost/histories/history-aaaaaaaaaaaaaaaa.jsonl',
        'there.html#at=durable.ack-durable',
        'lost/histories/history-aaaaaaaaaaaaaaaa.jsonl',
      ]);
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(offences).toEqual([]);
      await page.locator('a.cell').first().click();
      await page.waitForSelector('.pointed');
      expect(await page.locator('.pointed').innerText()).toBe('slow-reader');
      await close();
    },
    PATIENCE_MS,
  );
});

describe('the page of a certificate', () => {
  it.each([[390, 'dark']] as const)(
    'shows each requirement and case with its evidence: %i px, %s',
    async (width, colorScheme) => {
      const given = certifyReport();
      const commands = [{ label: 'check the bundle', command: 'npx gauntlet verify there' }];
      const text = await certificatePage({ report: given, bundle: 'there', commands });
      const { page, offences, close } = await openPage(browser, written('there.html', text), {
        viewport: { width, height: 900 },
        colorScheme,
      });
      const shown = await page.locator('main').innerText();
      for (const { id } of [...given.requirements, ...given.cases]) expect(shown).toContain(id);
      expect(await page.locator('a[href^="there/histories/history-"]').count()).toBeGreaterThan(0);
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(offences).toEqual([]);
      await close();
    },
    PATIENCE_MS,
  );
});
