/** The Control UI of a release in Chromium: its files over a small server, its page, and what it asks the gateway. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { decodeFrameText, type RequestFrame } from '../../src/protocol/frame.ts';
import type { OpenClawRelease } from '../../src/live/targets/openclaw-release.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

export class ControlUi {
  readonly page: Page;
  readonly requests: RequestFrame[] = [];
  /** Exceptions of the page, and requests that were refused. */
  readonly problems: string[] = [];
  readonly #files: Server;

  private constructor(page: Page, files: Server) {
    this.page = page;
    this.#files = files;
    page.on('pageerror', ({ message }) => this.problems.push(message));
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => {
        const frame = decodeFrameText(String(payload));
        if (frame.ok && frame.value.type === 'req') this.requests.push(frame.value);
      });
      socket.on('framereceived', ({ payload }) => {
        const frame = decodeFrameText(String(payload));
        if (frame.ok && frame.value.type === 'res' && !frame.value.ok)
          this.problems.push(frame.value.error?.message ?? '');
      });
    });
  }

  /** Opens it as a link with an address and a token does, and confirms the address. */
  static async open(
    browser: Browser,
    release: OpenClawRelease,
    url: string,
    token: string,
  ): Promise<ControlUi> {
    const folder = join(dirname(release.entry), 'dist', 'control-ui');
    const files = createServer(({ url: asked = '/' }, response) => {
      const { pathname } = new URL(asked, 'http://localhost');
      const file = join(folder, pathname);
      const isFile = pathname !== '/' && !pathname.includes('..') && existsSync(file);
      // what a gateway would say of itself beside its socket, and this is none
      if (!isFile && pathname.startsWith('/__openclaw')) return void response.writeHead(404).end();
      const shown = isFile ? file : join(folder, 'index.html');
      response.writeHead(200, { 'content-type': TYPES[extname(shown)] ?? 'application/octet-stream' });
      response.end(readFileSync(shown));
    });
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    const page = await browser.newPage();
    const ui = new ControlUi(page, files);
    const { port } = files.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/?gatewayUrl=${encodeURIComponent(url)}#token=${token}`);
    await page.getByRole('button', { name: 'Confirm', exact: true }).click();
    await page.locator('textarea').waitFor();
    return ui;
  }

  async say(text: string): Promise<void> {
    const box = this.page.locator('textarea');
    await box.fill(text);
    await box.press('Enter');
  }

  /** Waits until the conversation shows a text. */
  async shows(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  async screenshot(name: string): Promise<void> {
    const folder = process.env['GAUNTLET_SCREENSHOTS'];
    if (folder !== undefined) await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.page.close();
    await new Promise((resolve) => {
      this.#files.close(resolve);
      this.#files.closeAllConnections();
    });
  }
}
