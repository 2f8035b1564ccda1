import { describe, expect, it } from 'vitest';
import { JudgeModel } from '../../src/properties/model/judge-model.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import type { ProtocolStates } from '../../src/properties/protocol-state.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import type { RecordBody } from '../../src/history/record.ts';
import type { Frame } from '../../src/protocol/frame.ts';
import { Message } from '../../src/protocol/message.ts';

type Body = RecordBody & { readonly incarnation?: number };

/** The states after these records, as the reference's dialect understands them. */
function after(bodies: readonly Body[]): ProtocolStates {
  const model = new JudgeModel(REFERENCE, SIMULATED_PROFILE);
  const observer = REFERENCE.createObserver();
  bodies.forEach((body, i) => model.observe(observer.observe({ incarnation: 1, ...body, i, atMicros: i })));
  return model.states;
}

const opened: Body = { kind: 'connection', event: 'opened', leg: 'client', conn: 1, client: 'alice' };
const closed: Body = { ...opened, event: 'closed', leg: 'gateway' };
const process = (event: 'stopping' | 'exited' | 'crashed' | 'booting', incarnation = 1): Body => ({
  kind: 'process',
  event,
  incarnation,
});
const call = (purpose: 'run' | 'summary', event: 'call' | 'end' | 'cancel'): Body => ({
  kind: 'provider',
  event,
  call: purpose === 'run' ? 1 : 2,
  purpose,
});
const crossed = (from: 'gateway' | 'client', frame: Frame, leg: 'gateway' | 'client' = 'gateway'): Body => ({
  kind: 'frame',
  from,
  leg,
  conn: 1,
  client: 'alice',
  frameId: 1,
  message: Message.of(frame),
});
const request = (method: string, params: object = {}, leg?: 'client'): Body =>
  crossed('client', { type: 'req', id: '7', method, params }, leg);
const response = (id: string, ok = true): Body =>
  crossed(
    'gateway',
    ok ? { type: 'res', id, ok } : { type: 'res', id, ok, error: { code: 'UNAVAILABLE', message: 'no' } },
  );
const send = (message: string): Body =>
  request('chat.send', { sessionKey: 'k', idempotencyKey: 'r', message });
const hello = response('1');
const reset = request('sessions.reset', { key: 'k' });

describe('the protocol state', () => {
  it.each<[string, readonly Body[], string]>([
    ['idle', [], 'idle'],
    ['handshaking', [opened], 'handshaking'],
    ['handshaking while the connect is refused', [opened, response('1', false)], 'handshaking'],
    ['idle again after the hello', [opened, hello], 'idle'],
    ['idle again after the close', [opened, closed], 'idle'],
    ['running', [opened, hello, call('run', 'call')], 'running'],
    ['running rather than handshaking', [opened, call('run', 'call')], 'running'],
    ['idle after the run', [call('run', 'call'), call('run', 'end')], 'idle'],
    ['idle after a cancelled run', [call('run', 'call'), call('run', 'cancel')], 'idle'],
    ['compacting, also during a run', [call('run', 'call'), call('summary', 'call')], 'compacting'],
    ['resetting, also while compacting', [call('summary', 'call'), opened, hello, reset], 'resetting'],
    [
      'idle while a reset is still on its way',
      [opened, hello, request('sessions.reset', { key: 'k' }, 'client')],
      'idle',
    ],
    ['resetting for a delete', [opened, hello, request('sessions.delete', { key: 'k' })], 'resetting'],
    ['resetting for a slash command', [opened, hello, send('/new')], 'resetting'],
    ['idle for an ordinary send', [opened, hello, send('new')], 'idle'],
    ['resetting until its own answer', [opened, hello, reset, response('6')], 'resetting'],
    ['idle once the reset is answered', [opened, hello, reset, response('7')], 'idle'],
    ['idle once the reset is refused', [opened, hello, reset, response('7', false)], 'idle'],
    ['idle once nobody waits for the reset', [opened, hello, reset, closed], 'idle'],
    ['draining', [opened, hello, call('run', 'call'), process('stopping')], 'draining'],
    ['recovering after the exit', [process('stopping'), process('exited')], 'recovering'],
    ['recovering after a crash', [call('run', 'call'), process('crashed')], 'recovering'],
    [
      'recovering until somebody is answered',
      [process('crashed'), process('booting', 2), opened],
      'recovering',
    ],
    ['idle once somebody is answered', [process('crashed'), process('booting', 2), opened, hello], 'idle'],
    ['idle at the first boot', [process('booting')], 'idle'],
  ])('is %s', (_name, bodies, state) => {
    expect(after(bodies).state).toBe(state);
  });

  it('counts connections that were answered', () => {
    expect(after([opened]).answered).toBe(0);
    expect(after([opened, hello, response('2')]).answered).toBe(1);
  });

  it('says the state once a record was made', () => {
    const states = after([opened, hello, call('run', 'call'), opened, call('run', 'end')]);
    expect([0, 1, 2, 3, 4, Infinity].map((record) => states.at(record))).toEqual([
      'handshaking',
      'idle',
      'running',
      'running',
      'handshaking',
      'handshaking',
    ]);
    expect(after([]).at(0)).toBe('idle');
  });
});
