/**
 * Evidence: the records of a finding as people read them, with the fields on which the verdict depends, what led there
 * and the entries of the plan behind it. Made for findings that are reported, never for each plan of a campaign.
 */
import type { Dialect } from '../dialect/dialect.ts';
import type { FrameRecord, HistoryRecord } from '../history/record.ts';
import type { Background, Evidence, Finding } from '../properties/finding.ts';
import type { Profile } from '../properties/profile.ts';
import { propertiesOf } from '../properties/judge.ts';
import type { Property } from '../properties/property.ts';
import { Causes } from './causes.ts';
import { dependenceOf } from './dependence.ts';
import { recordText } from './record-text.ts';
import type { Trace, TraceEvent } from './trace.ts';
import { traceOf } from './tracer.ts';

const LONGEST_LINE = 2_000;
const MOST_CAUSES = 5;
const MOST_STEPS = 5;

export interface EvidenceSettings {
  readonly dialect: Dialect;
  readonly profile: Profile;
  /** Default: those of the profile. */
  readonly properties?: readonly Property[];
  /** The plan's operations and faults in words, by id. Default: as the history has them. */
  readonly entries?: ReadonlyMap<string, string>;
}

export function evidenceOf(record: HistoryRecord): Evidence {
  return {
    i: record.i,
    atMicros: record.atMicros,
    incarnation: record.incarnation,
    client: 'client' in record ? (record.client ?? null) : null,
    conn: 'conn' in record ? record.conn : null,
    direction:
      record.kind === 'frame' ? (record.from === 'gateway' ? 'gateway → client' : 'client → gateway') : null,
    stage: record.kind === 'frame' ? (record.from === record.leg ? 'sent' : 'delivered') : null,
    what: recordText(record, LONGEST_LINE),
  };
}

/** Reads the evidence of any number of findings out of one history. */
export class EvidenceReader {
  readonly #history: readonly HistoryRecord[];
  readonly #settings: EvidenceSettings;
  #trace: Trace | undefined;
  #causes: Causes | undefined;

  constructor(history: readonly HistoryRecord[], settings: EvidenceSettings) {
    this.#history = history;
    this.#settings = settings;
  }

  /** The finding with those of its records that the history has, for people. */
  of(finding: Finding): Finding {
    const records = finding.records.flatMap((i) => this.#history[i] ?? []);
    if (records.length === 0) return { ...finding, evidence: [] };
    const { dialect, profile, properties = propertiesOf(profile) } = this.#settings;
    const property = properties.find(({ id }) => id === finding.property);
    const before = (i: number): FrameRecord | undefined => this.#frameBefore(i);
    const { fields, untried } =
      property === undefined
        ? { fields: undefined, untried: 0 }
        : dependenceOf(this.#history, finding, { dialect, profile, property }, before);
    const evidence = records.map((record): Evidence => {
      const found = fields?.get(record.i);
      return found === undefined ? evidenceOf(record) : { ...evidenceOf(record), fields: found };
    });
    return { ...finding, evidence, background: this.#background(finding, untried) };
  }

  #background({ records }: Finding, untried: number): Background {
    const trace = this.#traced();
    const causes = (this.#causes ??= new Causes(trace));
    const shown = new Set(records.map((i) => trace.events[i]?.frame ?? -1));
    const events = causes.ofAll(records).map((i) => trace.events[i] as TraceEvent);
    const told = events
      .filter(({ i, frame }) => !records.includes(i) && (frame === null || !shown.has(frame)))
      .sort((one, other) => weight(one) - weight(other) || other.i - one.i)
      .slice(0, MOST_CAUSES)
      .sort((one, other) => one.i - other.i);
    return {
      causes: told.map(({ i }) => evidenceOf(this.#history[i] as HistoryRecord)),
      steps: this.#steps(events, records),
      untried,
    };
  }

  /** The operations and faults behind the evidence, and what was asked of its sessions last before it. */
  #steps(causes: readonly TraceEvent[], records: readonly number[]): readonly string[] {
    const { events } = this.#traced();
    const about = [...causes, ...records.flatMap((i) => events[i] ?? [])];
    const sessions = new Set(about.flatMap(({ session }) => session ?? []));
    const runs = new Set(about.flatMap(({ run }) => run ?? []));
    const last = Math.max(...records);
    const chosen = new Map<string, { readonly i: number; readonly isNear: boolean }>();
    for (const record of this.#history) {
      if (record.i > last) break;
      if (record.kind === 'operation' && record.session !== undefined && sessions.has(record.session)) {
        const isNear = record.idempotencyKey !== undefined && runs.has(record.idempotencyKey);
        chosen.set(record.operation, { i: record.i, isNear });
      }
      if (record.kind === 'fault' && causes.some(({ i }) => this.#faultOf(i) === record.fault))
        if (!chosen.has(record.fault)) chosen.set(record.fault, { i: record.i, isNear: true });
    }
    return [...chosen]
      .sort(([, one], [, other]) => Number(other.isNear) - Number(one.isNear) || other.i - one.i)
      .slice(0, MOST_STEPS)
      .sort(([, one], [, other]) => one.i - other.i)
      .map(([id, { i }]) => this.#settings.entries?.get(id) ?? recordText(this.#history[i] as HistoryRecord));
  }

  #faultOf(i: number): string | undefined {
    const record = this.#history[i];
    return record?.kind === 'fault' ? record.fault : undefined;
  }

  /** Of the same kind, session and client, on the same side of the wire. */
  #frameBefore(i: number): FrameRecord | undefined {
    const { events } = this.#traced();
    const event = events[i];
    if (event === undefined) return undefined;
    for (let at = i - 1; at >= 0; at--) {
      const { name, session, client, lifeline, frame } = events[at] as TraceEvent;
      if (name !== event.name || session !== event.session || client !== event.client) continue;
      if (frame === event.frame || isOnClient(lifeline) !== isOnClient(event.lifeline)) continue;
      const record = this.#history[at];
      if (record?.kind === 'frame') return record;
    }
    return undefined;
  }

  #traced(): Trace {
    const { dialect } = this.#settings;
    return (this.#trace ??= traceOf(this.#history, { dialect, withText: () => false }));
  }
}

/** What was made wrong on purpose tells most. */
function weight({ injected, kind }: TraceEvent): number {
  if (injected) return 0;
  return kind === 'fault' ? 1 : kind === 'operation' ? 2 : 3;
}

function isOnClient(lifeline: string | null): boolean {
  return lifeline?.startsWith('client:') === true;
}
