/** Gateways of the catalogue as the protocol has them, and what a dialect says of them. */
import { judgePlan } from '../../src/campaign/judge-plan.ts';
import type { Dialect } from '../../src/dialect/dialect.ts';
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import type { Gateway } from '../../src/gateway/port.ts';
import { answerOf, withPayload } from '../../src/gateway/tampering/frames.ts';
import { tampered } from '../../src/gateway/tampering/tampered.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Finding } from '../../src/properties/finding.ts';
import type { HelloOk } from '../../src/protocol/methods.ts';

const ADDED_METHODS = /^sessions\.(?:audit|archives)\./;
const ADDED_EVENT = 'socket.drain';

/** A gateway of the catalogue as the protocol has it: without what the reference adds and announces. */
export function plain(name: string): Gateway {
  const gateway = GATEWAYS.find((one) => one.name === name)?.gateway as Gateway;
  return tampered(`plain-${name}`, () => ({
    gateway,
    incoming(frame, wire) {
      if (frame.type !== 'req' || !ADDED_METHODS.test(frame.method)) return undefined;
      const error = { code: 'INVALID_REQUEST', message: `unknown method: ${frame.method}` };
      wire.send({ type: 'res', id: frame.id, ok: false, error });
      return [];
    },
    outgoing(frame) {
      if (frame.type === 'event' && frame.event === ADDED_EVENT) return [];
      const hello = answerOf<HelloOk>(frame, 'features');
      if (hello === undefined) return undefined;
      const methods = hello.features.methods.filter((one) => !ADDED_METHODS.test(one));
      const events = hello.features.events.filter((one) => one !== ADDED_EVENT);
      return [withPayload(frame, { ...hello, features: { ...hello.features, methods, events } })];
    },
  }));
}

export async function violations(
  plan: Plan,
  gateway: Gateway,
  dialect: Dialect,
): Promise<readonly Pick<Finding, 'property'>[]> {
  return (await judgePlan(plan, gateway, { dialect })).verdicts.flatMap((one) => one.violations);
}
