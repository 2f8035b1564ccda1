/** The terminal UI of a release in tmux: what its screen shows, and the keys that are pressed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenClawRelease } from '../../src/live/targets/openclaw-release.ts';

const SIZE = ['-x', '110', '-y', '40'];

export class TerminalUi {
  readonly #folder = mkdtempSync(join(tmpdir(), 'gauntlet-terminal-ui-'));
  /** A server of our own: no session of anybody else is touched. */
  readonly #socket = join(this.#folder, 'tmux');

  /** Its state and its configuration are in a folder of its own. */
  constructor({ node, entry }: OpenClawRelease, url: string, token: string) {
    const { PATH = '' } = process.env;
    const env = { PATH, HOME: this.#folder, LANG: 'C.UTF-8', TERM: 'xterm-256color' };
    const script = join(this.#folder, 'start.sh');
    const words = [node, entry, 'tui', '--url', url, '--token', token].map((word) => `'${word}'`);
    writeFileSync(script, `exec ${words.join(' ')} 2>'${this.#folder}/errors'\n`);
    execFileSync(
      'tmux',
      ['-S', this.#socket, '-f', '/dev/null', 'new-session', '-d', ...SIZE, `sh ${script}`],
      { env },
    );
  }

  screen(): string {
    return this.#tmux('capture-pane', '-p');
  }

  say(text: string): void {
    this.#tmux('send-keys', '-l', text);
    this.#tmux('send-keys', 'Enter');
  }

  press(key: string): void {
    this.#tmux('send-keys', key);
  }

  close(): void {
    try {
      this.#tmux('kill-server');
    } finally {
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  #tmux(...words: readonly string[]): string {
    return execFileSync('tmux', ['-S', this.#socket, ...words], { encoding: 'utf8' });
  }
}
