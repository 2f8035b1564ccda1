/** Conversations that are executed on the reference gateway for the page of the protocol, and the frames in them. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute } from '../../src/campaign/execute.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { loadScenario, PACKAGED_SCENARIOS } from '../../src/campaign/scenarios.ts';
import { REFERENCE } from '../../src/dialect/reference.ts';
import { referenceGateway } from '../../src/gateway/reference/gateway.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import type { Frame } from '../../src/protocol/frame.ts';
import { traceOf } from '../../src/trace/tracer.ts';

export interface Exchanged {
  readonly atMs: number;
  /** `req chat.send`, `res chat.send`, `event chat`. */
  readonly name: string;
  readonly client: string;
  readonly frame: Frame;
}

const OWN = fileURLToPath(new URL('conversations', import.meta.url));
const FILES: Readonly<Record<string, string>> = {
  usual: join(OWN, 'usual.yaml'),
  restart: join(OWN, 'restart.yaml'),
  command: join(OWN, 'command.yaml'),
  strangers: join(PACKAGED_SCENARIOS, 'certify/strangers.yaml'),
};
const exchanged = new Map<string, Promise<readonly Exchanged[]>>();

/** Each frame once, in the order in which they were sent. */
export function framesOf(conversation: string): Promise<readonly Exchanged[]> {
  let frames = exchanged.get(conversation);
  if (frames === undefined) exchanged.set(conversation, (frames = converse(conversation)));
  return frames;
}

async function converse(conversation: string): Promise<readonly Exchanged[]> {
  const file = FILES[conversation];
  if (file === undefined) throw new Error(`no conversation is called ${conversation}`);
  const { plan } = loadScenario(file, KNOWN_NAMES).scenario;
  const { history = [], verdicts } = await execute({
    plan,
    gateway: referenceGateway,
    dialect: REFERENCE,
    profile: SIMULATED_PROFILE,
    keep: true,
  });
  if (verdicts.some(({ verdict }) => verdict === 'violation'))
    throw new Error(`${conversation} is not correct`);
  const { events } = traceOf(history, { dialect: REFERENCE, withText: () => false });
  const seen = new Set<number>();
  return history.flatMap((record) => {
    const frame = record.kind === 'frame' && !seen.has(record.frameId) ? record.message.frame : undefined;
    if (record.kind !== 'frame' || frame === undefined) return [];
    seen.add(record.frameId);
    const name = events[record.i]?.name ?? '';
    return [{ atMs: Math.round(record.atMicros / 1_000), name, client: record.client, frame }];
  });
}

/** Such as `event chat payload.state=final`: the first frame of this name that holds these values. */
export function frameIn(frames: readonly Exchanged[], selector: string): Frame {
  const words = selector.split(' ');
  const conditions = words.filter((word) => word.includes('='));
  const name = words.filter((word) => !word.includes('=')).join(' ');
  const found = frames.find(
    (one) =>
      one.name === name &&
      conditions.every((condition) => {
        const [path = '', wanted = ''] = condition.split('=');
        const value = path === 'client' ? one.client : valueAt(one.frame, path);
        return wanted === 'any' ? value !== undefined : String(value) === wanted;
      }),
  );
  if (found === undefined) throw new Error(`no frame is ${selector}`);
  return found.frame;
}

function valueAt(frame: unknown, path: string): unknown {
  let value: unknown = frame;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
}
