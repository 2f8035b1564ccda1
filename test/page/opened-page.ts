/** A page in Chromium, and everything it must not do: ask for anything, or complain. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Of one step; what waits longer never comes, and the step says where it was. */
const STEP_MS = 8_000;

export interface OpenedPage {
  readonly page: Page;
  /** Requests but for the page itself, lines of the console, and what was thrown. */
  readonly offences: readonly string[];
  close(): Promise<void>;
}

/** Opens a file and waits until all of it is there. `fragment`: what comes after `#`. */
export async function openPage(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
  fragment = '',
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  const offences: string[] = [];
  const address = pathToFileURL(file).href;
  page.on('request', (request) => {
    const url = request.url();
    // what the page made itself
    if (url.split('#')[0] !== address && !url.startsWith('blob:')) offences.push(`request ${url}`);
  });
  page.on('console', (message) => offences.push(`console ${message.text()}`));
  page.on('pageerror', (error) => offences.push(`thrown ${error.message}`));
  await page.goto(address + fragment);
  await page.waitForSelector('body.filled');
  return { page, offences, close: () => context.close() };
}

/** What axe finds, one line each. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found: unknown = await page.evaluate(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ')))`,
  );
  return found as readonly string[];
}
