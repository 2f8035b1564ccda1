/**
 * `npm run example`: writes `reports/example` anew: the commands of `reports/README.md`, one after the other, and a picture of the
 * first failure's page as a browser shows it, 1,280 pixels wide and light. `--picture`: the picture alone.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium } from './chromium.ts';
import { openPage } from './opened-page.ts';
import { palettePng } from './palette-png.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FAILURES = join(ROOT, 'reports', 'example', 'failures');
const PICTURE = join(ROOT, 'reports', 'example', 'failure-page.png');
const MOST_BYTES = 150 * 1024;
/** From the sentence at its top to where the trace has shown the evidence. */
const [WIDTH, HEIGHT] = [1280, 1340];

if (!process.argv.includes('--picture')) {
  const [, commands = ''] =
    /```sh\n(.*?)```/su.exec(readFileSync(join(ROOT, 'reports', 'README.md'), 'utf8')) ?? [];
  rmSync(FAILURES, { recursive: true, force: true });
  for (const command of commands.trim().split('\n')) {
    console.log(command);
    const line = command.replace('npx gauntlet', `"${process.execPath}" src/cli/gauntlet.mjs`);
    const { status } = spawnSync('sh', ['-c', line], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
    // what it shows does fail
    if (status !== 0 && status !== 1) throw new Error(`it ended with ${status}: ${command}`);
  }
}

const name = readdirSync(FAILURES).find((one) => /^generation-row-.*\.html$/u.test(one));
if (name === undefined) throw new Error(`no page of a failure is in ${FAILURES}`);
const file = join(FAILURES, name);
const browser = await launchChromium();
const { page, offences } = await openPage(browser, file, {
  viewport: { width: WIDTH, height: HEIGHT },
  colorScheme: 'light',
});
await page.locator('.rows .selected').waitFor();
const clip = { x: 0, y: 0, width: WIDTH, height: HEIGHT };
const picture = await palettePng(page, await page.screenshot({ clip }));
await browser.close();
if (offences.length > 0) throw new Error(offences.join('\n'));
if (picture.length > MOST_BYTES) throw new Error(`the picture has ${picture.length} bytes`);
writeFileSync(PICTURE, picture);
console.log(`${PICTURE}: ${Math.round(picture.length / 1024)} KiB`);
