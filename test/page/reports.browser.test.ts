import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificatePage } from '../../src/page/certificate-page.ts';
import { runPage } from '../../src/page/run-page.ts';
import { certifyReport } from '../report/small-certificate-report.ts';
import { COVERED, EXCUSED, report, VIOLATION } from '../report/small-report.ts';
import { launchChromium } from './chromium.ts';
import { axeFindings, openPage } from './opened-page.ts';

/** A page takes a second or two, on a machine with nothing else to do. */
const PATIENCE_MS = 90_000;
const HOSTILE =
  '</script><script>document.title="taken"</script><img src=x onerror=alert(1)>\u2028\u0007\u202e&lt;';

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
      expect(await page.locator('table.verdicts').count()).toBeGreaterThan(3);
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(offences).toEqual([]);
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
