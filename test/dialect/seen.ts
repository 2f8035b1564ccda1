/** Frames as one connection's client saw them, and what a dialect makes of them. */
import type { Dialect } from '../../src/dialect/dialect.ts';
import type { Observation, EventMeaning } from '../../src/dialect/observation.ts';
import { Recorder } from '../../src/history/history.ts';
import type { Leg } from '../../src/history/record.ts';
import type { Frame } from '../../src/protocol/frame.ts';
import { Message } from '../../src/protocol/message.ts';

/** What the dialect observes when these frames pass the client's leg, in order; `boot` is a restart between them. */
export function observeAll(
  dialect: Dialect,
  frames: readonly (Frame | string)[],
  leg: Leg = 'client',
): Observation[] {
  const observer = dialect.createObserver();
  const observations: Observation[] = [];
  const recorder = new Recorder({
    keep: false,
    onRecord: (record) => observations.push(observer.observe(record)),
  });
  frames.forEach((frame, at) => {
    if (frame === 'boot') {
      recorder.add({ kind: 'process', event: 'booting' }, at, 1);
      return;
    }
    const message = typeof frame === 'string' ? Message.ofText(frame) : Message.of(frame);
    const from = typeof frame !== 'string' && frame.type === 'req' ? 'client' : 'gateway';
    recorder.add({ kind: 'frame', from, leg, conn: 1, client: 'web', frameId: at + 1, message }, at, 1);
  });
  return observations;
}

/** What an event with this payload tells. */
export function told(dialect: Dialect, event: string, payload: unknown): EventMeaning | string {
  const [observation] = observeAll(dialect, [{ type: 'event', event, payload }]);
  return observation?.type === 'event' ? observation.meaning : (observation?.type ?? 'nothing');
}

/** What a request asks. */
export function asked(dialect: Dialect, method: string, params: unknown): unknown {
  const [observation] = observeAll(dialect, [{ type: 'req', id: '1', method, params }]);
  return observation?.type === 'request' ? observation.ask : observation?.type;
}

/** What an accepted response to a request says. */
export function answered(dialect: Dialect, method: string, params: unknown, payload: unknown): unknown {
  const observation = observeAll(dialect, [
    { type: 'req', id: '1', method, params },
    { type: 'res', id: '1', ok: true, payload },
  ])[1];
  return observation?.type === 'response' ? observation.answer : observation?.type;
}
