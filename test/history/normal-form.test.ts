import { describe, expect, it } from 'vitest';
import { normalForm, type FormOptions } from '../../src/history/normal-form.ts';
import { chat, event, historyOf, KEY, request, said, type Step } from './seen-histories.ts';

/** `client session #record what: value`, in the order of views. */
function lines(steps: readonly Step[], options: FormOptions = {}, clients = ['web']): string[] {
  return normalForm(historyOf(steps, clients), clients, options).flatMap(({ client, session, seen }) =>
    seen.map(
      ({ record, what, value }) => `${client} ${session} #${record} ${what}: ${JSON.stringify(value)}`,
    ),
  );
}

const ID = '0123456789abcdef';
const UUID = '0ea14a2e-0d6c-4b6e-9a52-3f1d5b0c77aa';

describe('normalForm', () => {
  it('names ids by their first appearance, for each client and session', () => {
    const row = (sessionId: string): Step => event('web', 'sessions.changed', { sessionKey: KEY, sessionId });
    expect(lines([row(ID), row(UUID), row(ID)])).toEqual([
      `web ${KEY} #1 sessions.changed: {"sessionKey":"${KEY}","sessionId":"id-1"}`,
      `web ${KEY} #2 sessions.changed: {"sessionKey":"${KEY}","sessionId":"id-2"}`,
      `web ${KEY} #3 sessions.changed: {"sessionKey":"${KEY}","sessionId":"id-1"}`,
    ]);
  });

  it('leaves out ticks, health, presence, times and counters', () => {
    expect(
      lines([
        event('web', 'tick', { ts: 1 }),
        event('web', 'health', {}),
        event('web', 'presence', {}),
        event('web', 'sessions.changed', {
          sessionKey: KEY,
          ts: 5,
          session: { updatedAt: 7, status: 'done' },
        }),
      ]),
    ).toEqual([`web ${KEY} #4 sessions.changed: {"sessionKey":"${KEY}","session":{"status":"done"}}`]);
  });

  it('joins the pieces of a streamed text, however it was cut', () => {
    const whole = [said('web', 'r', 'one two'), chat('web', 'r', 'final')];
    const pieces = [said('web', 'r', 'one'), chat('web', 'r', 'delta', 'one'), said('web', 'r', ' two')];
    expect(lines(whole)).toEqual([`web ${KEY} #2 chat final: {"after":"one two"}`]);
    expect(lines([...pieces, chat('web', 'r', 'final')])).toEqual([
      `web ${KEY} #4 chat final: {"after":"one two"}`,
    ]);
  });

  it('reduces a summary to its marker', () => {
    const pushed = event('web', 'session.message', { sessionKey: KEY, text: 'they [[summary-1]] talked' });
    expect(lines([pushed])).toEqual([
      `web ${KEY} #1 session.message: {"sessionKey":"${KEY}","text":"[[summary-1]]"}`,
    ]);
  });

  it('shows answers and refusals at the session that was asked about', () => {
    const [asked, answered] = request('web', 'sessions.reset', { key: KEY }, { ok: true }) as [Step, Step];
    const refused: Step = ['web', { type: 'res', id: 'x', ok: false, error: { code: 'NO', message: 'no' } }];
    const again: Step = ['web', { type: 'req', id: 'x', method: 'sessions.delete', params: { key: KEY } }];
    expect(lines([asked, answered, again, refused])).toEqual([
      `web ${KEY} #2 sessions.reset: {"ok":true}`,
      `web ${KEY} #4 sessions.delete refused: "NO"`,
    ]);
  });

  it('shows what reads answer when it is asked to', () => {
    const read = [
      ...request('web', 'chat.history', { sessionKey: KEY }, { messages: [] }),
      ...request('web', 'connect', {}, { type: 'hello-ok' }),
    ];
    expect(lines(read)).toEqual([]);
    expect(lines(read, { reads: true })).toEqual([`web ${KEY} #2 chat.history: {"messages":[]}`]);
  });

  it('shows nobody who is not named, and the sending side never', () => {
    const steps = [event('web', 'sessions.changed', {}), event('auditor', 'sessions.changed', {})];
    expect(lines(steps, {}, ['web'])).toEqual(['web  #1 sessions.changed: {}']);
    const sent = historyOf(steps).map((record) =>
      record.kind === 'frame' ? ({ ...record, leg: 'gateway' } as const) : record,
    );
    expect(normalForm(sent, ['web'])).toEqual([]);
  });
});
