import { describe, expect, it } from 'vitest';
import type { LoosePlan } from '../execution/small-context.ts';
import {
  MAIN,
  rawWorld,
  sendParams,
  transcript,
  type Payload,
  type RawClient,
  type RawWorld,
} from './raw-world.ts';

/** A main session with two settled turns. */
function used(plan: LoosePlan = {}): { world: RawWorld; client: RawClient } {
  const world = rawWorld(plan);
  const client = world.connect();
  client.get('sessions.messages.subscribe', { key: MAIN });
  for (const name of ['m1', 'm2']) {
    client.get('chat.send', sendParams(name));
    world.wait(500);
  }
  return { world, client };
}

function messagesOf(client: RawClient): { role: string; content: string; __openclaw: Payload }[] {
  return client.get('chat.history', { sessionKey: MAIN })['messages'] as ReturnType<typeof messagesOf>;
}

const SUMMARY = 'system Summary [[summary-1]] of the conversation so far.';
const WHOLE = ['user hello [[m1]]', 'assistant stop', 'user hello [[m2]]', 'assistant stop'];

describe('a compaction', () => {
  it('puts a summary in the place of what it covers and keeps that as a checkpoint', () => {
    const { client } = used();
    expect(client.get('sessions.compact', { key: MAIN })).toEqual({ ok: true, key: MAIN, compacted: true });
    expect(messagesOf(client)).toMatchObject([
      { role: 'system', __openclaw: { kind: 'compaction', seq: 4, coversSeq: 4 } },
    ]);
    const [archive] = client.get('sessions.archives.list', {})['archives'] as Payload[];
    expect(archive).toMatchObject({ sessionKey: MAIN, reason: 'compaction' });
    const read = client.get('sessions.archives.read', { archive: archive?.['archive'] });
    expect(read['messages']).toHaveLength(4);
    expect(client.get('sessions.audit.list', {})).toEqual({ records: [] });
  });

  it('accepts and runs what arrives while the summary stalls, and keeps it', () => {
    const { world, client } = used();
    world.provider.summaryBehaviour = 'stall';
    const asked = client.tell('sessions.compact', { key: MAIN });
    world.wait(20_000);
    expect(client.get('chat.send', sendParams('m3'))).toMatchObject({ status: 'started' });
    world.wait(1_000);
    expect(client.payloads('chat').at(-1)).toMatchObject({ runId: 'm3', state: 'final' });
    world.provider.summaryBehaviour = 'ok';
    world.provider.release();
    world.wait(1_000);
    expect(client.responses.at(-1)).toMatchObject({ id: asked, payload: { compacted: true } });
    expect(transcript(client)).toEqual([SUMMARY, 'user hello [[m3]]', 'assistant stop']);
  });

  it('leaves a message alone that still waits for its run', () => {
    const turn = { steps: [{ type: 'delta' as const, afterMs: 3_000, bytes: 24 }] };
    const { world, client } = used({
      operations: [{ do: 'send', id: 'm3', client: 'web', session: MAIN, atMs: 0, turn }],
    });
    client.get('chat.send', sendParams('m3'));
    client.get('sessions.compact', { key: MAIN });
    expect(transcript(client)).toEqual([SUMMARY, 'user hello [[m3]]']);
    world.wait(5_000);
    expect(transcript(client)).toEqual([SUMMARY, 'user hello [[m3]]', 'assistant stop']);
  });

  it.each([
    ['fails', 'fail', 1_000],
    ['comes back empty', 'garbage', 1_000],
    ['never comes', 'stall', 61_000],
  ] as const)('whose summary %s leaves everything as it was', (_what, behaviour, forMs) => {
    const { world, client } = used();
    world.provider.summaryBehaviour = behaviour;
    const asked = client.tell('sessions.compact', { key: MAIN });
    world.wait(forMs);
    expect(client.responses.at(-1)).toMatchObject({
      id: asked,
      payload: { compacted: false, reason: 'summary-failed' },
    });
    expect(transcript(client)).toEqual(WHOLE);
    world.provider.summaryBehaviour = 'ok';
    expect(client.get('sessions.compact', { key: MAIN })).toMatchObject({ compacted: true });
  });

  it('shows the model the summary, after a restart too', () => {
    const { world, client } = used();
    client.get('sessions.compact', { key: MAIN });
    client.get('chat.send', sendParams('m3'));
    world.wait(500);
    expect(world.prompts().at(-1)).toEqual(['summary-1', 'm3']);
    world.crash();
    world.connect().get('chat.send', sendParams('m4'));
    world.wait(500);
    expect(world.prompts().at(-1)).toEqual(['summary-1', 'm3', 'm4']);
  });

  it('says why it did nothing', () => {
    const { world, client } = used();
    world.provider.summaryBehaviour = 'stall';
    client.tell('sessions.compact', { key: MAIN });
    world.wait(10);
    expect(client.get('sessions.compact', { key: MAIN })).toMatchObject({
      compacted: false,
      reason: 'in-progress',
    });
    client.get('chat.send', sendParams('n1', { sessionKey: 'new' }));
    expect(client.get('sessions.compact', { key: 'new' })).toMatchObject({ reason: 'nothing-to-compact' });
    expect(client.refused('sessions.compact', { key: 'none' }).details).toEqual({ reason: 'stale-session' });
  });

  it('does not touch the session that a reset put in the place of the one it began for', () => {
    const { world, client } = used();
    const asked = client.tell('sessions.compact', { key: MAIN });
    world.wait(100);
    client.get('sessions.reset', { key: MAIN });
    client.get('chat.send', sendParams('m3'));
    world.wait(1_000);
    expect(client.responses.find((one) => one.id === asked)).toMatchObject({
      payload: { compacted: false, reason: 'session-ended' },
    });
    expect(transcript(client)).toEqual(['user hello [[m3]]', 'assistant stop']);
  });

  it('comes by itself above the configured length', () => {
    const { world, client } = used({ rules: { compactAboveEntries: 4 } });
    client.get('chat.send', sendParams('m3'));
    world.wait(2_000);
    expect(transcript(client)).toEqual([SUMMARY, 'user hello [[m3]]', 'assistant stop']);
  });

  const CRASH_POINTS = [
    { on: 'provider.call', match: 'summary', nth: 1 },
    { on: 'disk.write', match: 'archives/', nth: 1 },
    { on: 'disk.sync', match: 'archives/', nth: 1 },
    { on: 'disk.rename', match: 'archives/', nth: 1 },
    { on: 'disk.append', match: 'ledger', nth: 2 },
    { on: 'disk.sync', match: 'ledger', nth: 2 },
    { on: 'disk.write', match: 'transcripts/', nth: 1 },
    { on: 'disk.sync', match: '.jsonl.tmp', nth: 2 },
    { on: 'disk.rename', match: 'transcripts/', nth: 1 },
  ] as const;

  it.each(
    CRASH_POINTS.flatMap((point) => [
      { ...point, edge: 'before' as const },
      { ...point, edge: 'after' as const },
    ]),
  )(
    'leaves the old transcript, or the new one once that is renamed, when the process dies $edge $on of $match',
    (when) => {
      const { world, client } = used({ faults: [{ kind: 'process.crash', id: 'c', when }] });
      expect(world.fired).toEqual([]);
      world.onFire = () => world.supervisor.crash(0);
      client.tell('sessions.compact', { key: MAIN });
      world.wait(2_000);
      expect(world.fired).toHaveLength(1);
      const again = world.connect('again');
      const renamed = when.on === 'disk.rename' && when.match === 'transcripts/' && when.edge === 'after';
      expect(transcript(again)).toEqual(renamed ? [SUMMARY] : WHOLE);
      again.get('chat.send', sendParams('m3'));
      world.wait(1_000);
      expect(transcript(again).at(-1)).toBe('assistant stop');
      expect(again.get('sessions.compact', { key: MAIN })).toMatchObject({ compacted: true });
    },
  );
});
