/**
 * What the judge reads of frames: for each thing that a frame can say, the frames that say it and the members that are
 * read of them. Found by having dialects read frames that note what is asked of them, over plans and scenarios that are
 * executed for it, so that the list is what the reading really does. Members of dialects that were not executed
 * (releases of OpenClaw) are not in it.
 */
import { execute } from '../../src/campaign/execute.ts';
import { KNOWN_NAMES } from '../../src/campaign/known-names.ts';
import { loadPackagedScenarios } from '../../src/campaign/scenarios.ts';
import { dialectFor } from '../../src/dialect/catalogue.ts';
import { GATEWAYS } from '../../src/gateway/catalogue.ts';
import type { HistoryRecord } from '../../src/history/record.ts';
import { generatePlan } from '../../src/plan/generate.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import type { Frame } from '../../src/protocol/frame.ts';
import { Message } from '../../src/protocol/message.ts';

/** `event`, `request` and `response` by what they say: then by the name of the frame, the members that are read. */
export type FieldsRead = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

/** Where a session is reset in place, rows and notices carry one member more; short pages make clients ask for the next. */
const SPEAKERS = ['reference', 'resets-in-place', 'pages-small'];
const PLANS = 8;
/** Members of the envelope: of every frame. */
const ENVELOPE = new Set(['type', 'id', 'method', 'event', 'ok', 'seq']);

export function saysOf(type: 'event' | 'request' | 'response', says: string): string {
  return `${type} ${says}`;
}

export async function fieldsRead(): Promise<FieldsRead> {
  const read = new Map<string, Map<string, Set<string>>>();
  const drawn = Array.from({ length: PLANS }, (_, k) => generatePlan(`fields/${k + 1}`));
  const incidents = loadPackagedScenarios(KNOWN_NAMES, 'incidents').map(({ scenario }) => scenario.plan);
  for (const name of SPEAKERS) {
    const entry = GATEWAYS.find((one) => one.name === name);
    const dialect = entry && dialectFor(entry.dialect);
    if (entry === undefined || dialect === undefined) throw new Error(`no gateway ${name}`);
    for (const plan of name === 'reference' ? [...incidents, ...drawn] : drawn) {
      const trial = { plan, gateway: entry.gateway, dialect, profile: SIMULATED_PROFILE, keep: true };
      const { history = [] } = await execute(trial);
      const observer = dialect.createObserver();
      for (const record of history) {
        const noted = new Set<string>();
        const observation = observer.observe(record.kind === 'frame' ? noting(record, noted) : record);
        const { type } = observation;
        if (type === 'event') note(saysOf(type, observation.meaning.type), observation.event, noted);
        else if (type === 'request') note(saysOf(type, observation.ask.type), observation.method, noted);
        else if (type === 'response') {
          const frame = observation.refusal === undefined ? observation.method : 'any refusal';
          note(saysOf(type, observation.answer?.type ?? 'nothing'), frame ?? 'any method', noted);
        }
      }
    }
  }
  return read;

  function note(says: string, frame: string, members: ReadonlySet<string>): void {
    const frames = read.get(says) ?? new Map<string, Set<string>>();
    read.set(says, frames);
    const known = frames.get(frame) ?? new Set<string>();
    frames.set(frame, known);
    for (const member of members) known.add(member);
  }
}

function noting(record: HistoryRecord & { kind: 'frame' }, noted: Set<string>): HistoryRecord {
  const { frame } = record.message;
  return frame === undefined
    ? record
    : { ...record, message: Message.of(watched(frame, '', noted) as Frame) };
}

/** Notes which members are asked for and are there. */
function watched(value: object, path: string, noted: Set<string>): object {
  return new Proxy(value, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (typeof name !== 'string' || found === undefined || typeof found === 'function') return found;
      const isItem = Array.isArray(target);
      if (isItem && !/^\d+$/.test(name)) return found;
      const at = isItem ? `${path}[]` : path === '' ? name : `${path}.${name}`;
      if (typeof found === 'object' && found !== null) return watched(found, at, noted);
      if (!ENVELOPE.has(at)) noted.add(at);
      return found;
    },
  });
}
