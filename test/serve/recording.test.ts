import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { judgeFor } from '../../src/certify/named-judge.ts';
import { dialectFrom, judgeHistory, readJudgeable } from '../../src/certify/judged-history.ts';
import { packagedProfile } from '../../src/cli/certificate-profiles.ts';
import { namedTarget } from '../../src/campaign/target.ts';
import type { VerdictName } from '../../src/properties/property.ts';
import { CATALOGUE } from '../../src/properties/versions.ts';
import { ServedRecording } from '../../src/serve/recording.ts';
import { DEFAULT_SETTINGS } from '../../src/serve/settings.ts';
import { Bench, TOKEN, until } from './served-bench.ts';

const bench = new Bench();
afterEach(() => bench.end());

/** A conversation over a restart and a reset, on a served gateway that is recorded; the file. */
async function recorded(name: string): Promise<string> {
  const { gateway, dialect } = namedTarget(name);
  const path = join(bench.folder(), 'served.jsonl');
  const about = { target: name, dialect: dialect.name, profile: 'ordered' };
  const recording = new ServedRecording(path, about, DEFAULT_SETTINGS, TOKEN);
  let lives = 0;
  const onListening = (): void => void lives++;
  const { served, url } = await bench.serve({ gateway: recording.around(gateway), onListening });
  const say = async (peer: Awaited<ReturnType<Bench['greeted']>>, key: string): Promise<void> => {
    await peer.send(`hello ${key}`, key);
    await peer.event('chat', ({ state, runId }) => state === 'final' && runId === key);
  };
  const joined = async (): Promise<Awaited<ReturnType<Bench['greeted']>>> => {
    const peer = await bench.greeted(url);
    await peer.ask('sessions.subscribe', {});
    await peer.ask('sessions.messages.subscribe', { key: 'main' });
    return peer;
  };
  const before = await joined();
  await say(before, 'k1');
  await before.ask('sessions.list', { search: 'nothing of that name' });
  await before.history();
  served.restart(1);
  await before.gone();
  await until(() => lives === 2, 'the second life');
  const after = await joined();
  await after.ask('sessions.reset', { key: 'main' });
  await say(after, 'k2');
  await after.ask('sessions.list', {});
  await after.history();
  served.stop();
  await served.ended;
  recording.end();
  return path;
}

function verdicts(path: string): ReadonlyMap<string, VerdictName> {
  const history = readJudgeable(path);
  const judge = judgeFor(packagedProfile(history.profile ?? ''), CATALOGUE);
  const judged = judgeHistory(history, dialectFrom(path, history, undefined), judge, []);
  return new Map(judged.verdicts.map(({ property, verdict }) => [property, verdict]));
}

describe('a served session that is recorded', () => {
  it('is judged as any other history, and nothing is held against a correct gateway', async () => {
    const path = await recorded('reference');
    const judged = verdicts(path);
    expect([...judged].filter(([, verdict]) => verdict === 'violation')).toEqual([]);
    for (const property of ['seq/contiguous', 'run/terminates', 'eviction/notified', 'list/complete'])
      expect([property, judged.get(property)]).toEqual([property, 'pass']);
    expect(readFileSync(path, 'utf8')).not.toContain(TOKEN);
  });

  it('convicts a gateway that evicts silently', async () => {
    expect(verdicts(await recorded('evicts-silently')).get('eviction/notified')).toBe('violation');
  });

  it('overwrites nothing', () => {
    const path = join(bench.folder(), 'there.jsonl');
    writeFileSync(path, 'mine');
    const about = { target: 'x', dialect: 'reference@1', profile: 'ordered' };
    expect(() => new ServedRecording(path, about, DEFAULT_SETTINGS, TOKEN)).toThrow(
      'it is there already; name another file',
    );
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});
