/** The browser that the page's tests drive: Debian's Chromium, with an empty profile, without anything that it does by itself. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

export async function launchChromium(): Promise<Browser> {
  if (!existsSync(CHROMIUM))
    throw new Error(`${CHROMIUM} is missing: apt-get install chromium (.ci/debian-packages lists it)`);
  return chromium.launch({
    executablePath: CHROMIUM,
    // a new and empty user-data-dir is playwright's own habit
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
