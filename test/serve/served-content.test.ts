import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { namedTarget } from '../../src/campaign/target.ts';
import { bringIn, readContent } from '../../src/serve/served-content.ts';
import { Bench } from './served-bench.ts';

const folder = mkdtempSync(join(tmpdir(), 'gauntlet-served-content-'));
const bench = new Bench();
afterEach(() => bench.end());
afterAll(() => rmSync(folder, { recursive: true }));

function contentOf(text: string): ReturnType<typeof readContent> {
  const path = join(folder, 'content.yaml');
  writeFileSync(path, text);
  return readContent(path);
}

const CONTENT = `sessions:
  - key: main
    exchanges:
      - { user: what is the time, tool: '12:00', assistant: It is noon. }
      - { user: thanks }
  - { key: agent:main:task, exchanges: [{ user: begin, assistant: begun }] }
`;

describe('what a served gateway begins with', () => {
  it.each(['reference', 'awaits'])(
    'is there for whoever connects to %s, as if it had been said',
    async (name) => {
      const { gateway } = namedTarget(name);
      const { served, url } = await bench.serve({ gateway });
      await bringIn(contentOf(CONTENT), served, bench.runtime);
      const peer = await bench.greeted(url);
      // whether results of tools and empty replies are kept is a gateway's choice
      const said = (await peer.history()).filter((one) => !/^tool|: $/.test(one));
      expect(said).toEqual(['user: what is the time', 'assistant: It is noon.', 'user: thanks']);
      expect(await peer.history('agent:main:task')).toEqual(['user: begin', 'assistant: begun']);
      const { sessions } = await peer.ask('sessions.list', {});
      for (const row of sessions as readonly object[]) expect(row).toMatchObject({ status: 'done' });
    },
  );

  it('is as the README shows it', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    const [, shown = ''] = /```yaml\n# my-gateway\/content\.yaml\n(.*?)```/su.exec(readme) ?? [];
    expect(contentOf(shown).sessions).toMatchObject([{ key: 'main', exchanges: [{}, { user: 'thanks' }] }]);
  });

  it('is refused with its place, and with what the gateway says to it', async () => {
    expect(() => contentOf('sessions: [{ key: main, exchanges: [{ says: x }] }]')).toThrow(
      /content\.yaml:1:\d+/,
    );
    const { served } = await bench.serve();
    const command = contentOf('sessions: [{ key: main, exchanges: [{ user: /reset }] }]');
    await expect(bringIn(command, served, bench.runtime)).rejects.toThrow(
      /content of main, message 1: refused: /,
    );
    bench.runtime.answerNext({
      to: 'begin',
      startAfterMs: 0,
      steps: [],
      ends: 'error',
      endAfterMs: 0,
      tokens: 0,
    });
    await expect(bringIn(contentOf(CONTENT), served, bench.runtime)).rejects.toThrow(
      'content of agent:main:task, message 1: its run ended with error',
    );
  });
});
