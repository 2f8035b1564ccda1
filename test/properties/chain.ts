/**
 * The chain of generations behind one key, as the judge's model has it after a tiny history: what it says of every ending
 * and of every generation, as lines. Positions are numbers of records.
 */
import type { Answer, Refusal, RequestMeaning } from '../../src/dialect/observation.ts';
import type { PlanRecord } from '../../src/history/record.ts';
import { JudgeModel } from '../../src/properties/model/judge-model.ts';
import { SIMULATED_PROFILE } from '../../src/properties/profile.ts';
import type { Ending, GenerationSpan } from '../../src/properties/model/rotations.ts';
import {
  KEY,
  accepted,
  aHistory,
  auditOf,
  listed,
  row,
  sending,
  type HistoryBuilder,
} from './history-builder.ts';

type Ask = 'reset' | 'delete' | 'send' | 'list' | 'audit' | `/new ${string}`;
/** An answer, in a word or as what it names: the generation a reset or list shows, ends as `g1>g2`. */
type Says = string;

interface Asked {
  readonly id: string;
  readonly conn: number;
  readonly ask: RequestMeaning;
  outcome?: Answer | Refusal;
}

const ASKS: { readonly [ask: string]: RequestMeaning } = {
  reset: { type: 'reset', key: KEY },
  delete: { type: 'delete', key: KEY },
  list: { type: 'list' },
  audit: { type: 'audit-list' },
};
const REFUSED: Refusal = { code: 'INVALID_REQUEST', reason: 'no', retryable: false, retryAfterMs: undefined };
const BUSY: Refusal = { ...REFUSED, code: 'UNAVAILABLE', retryable: true };

/** Requests bear names, so that a row says in what order they are asked, answered and heard. */
export class Chain {
  readonly history: HistoryBuilder;
  readonly #asked = new Map<string, Asked>();

  constructor(plan: Partial<PlanRecord> = {}) {
    this.history = aHistory(plan).connect(1, { messages: [] });
  }

  connects(conn: number): this {
    this.history.connect(conn, { client: conn % 2 === 1 ? 'web' : 'other', messages: [] });
    return this;
  }

  /** It reaches the gateway; `/new g1` is a command that names its generation. */
  asks(name: string, what: Ask, conn = 1): this {
    const named = /^\/new (\w+)/.exec(what)?.[1];
    const ask = ASKS[what] ?? sending(name, named === undefined ? {} : { control: 'new', named });
    this.#asked.set(name, { id: this.history.request(conn, ask), conn, ask });
    return this;
  }

  /** The gateway answers. */
  answers(name: string, says: Says = ''): this {
    const one = this.#asked.get(name);
    if (one === undefined) throw new Error(`nobody asked ${name}`);
    one.outcome = outcomeOf(one.ask, says);
    this.history.answer(one.conn, one.id, one.ask, one.outcome, 'gateway');
    return this;
  }

  /** The answer is delivered. */
  hears(name: string): this {
    const one = this.#asked.get(name);
    if (one?.outcome === undefined) throw new Error(`nobody answered ${name}`);
    this.history.answer(one.conn, one.id, one.ask, one.outcome, 'client');
    return this;
  }

  /** Asked, answered and delivered. */
  whole(name: string, what: Ask, says: Says = '', conn = 1): this {
    return this.asks(name, what, conn).answers(name, says).hears(name);
  }

  /** A list shows this generation. */
  reads(generation: string, conn = 1): this {
    return this.whole(`list ${generation}`, 'list', generation, conn);
  }

  /** A list of audit records says so of all that ended. */
  audits(ends: string, conn = 1): this {
    return this.whole(`audit ${ends}`, 'audit', ends, conn);
  }

  /** A notice: `g1>g2`, `g1>`, `>g2`, or `>` which names nothing. */
  notice(conn: number, reason: 'reset' | 'delete', names: string): this {
    const [ended, next] = names.split('>').map((one) => (one === '' ? undefined : one));
    this.history.event(conn, { type: 'notice', notice: 'sessions.changed', key: KEY, reason, ended, next });
    return this;
  }

  /** A row of this generation is pushed. */
  pushes(generation: string, conn = 1): this {
    this.history.event(conn, { type: 'row', key: KEY, generation, row: undefined, runId: undefined });
    return this;
  }

  /** The run of a send or a command ends. */
  ends(runId: string, conn = 1): this {
    this.history.event(conn, { type: 'terminal', runId, key: KEY, runSeq: 1, state: 'final' });
    return this;
  }

  cuts(conn: number): this {
    this.history.close(conn);
    return this;
  }

  restarts(...conns: readonly number[]): this {
    this.history.restart(conns);
    return this;
  }

  /** What the model says in the end, and what came to light on the way. */
  lines(): string[] {
    const model = new JudgeModel(this.history.dialect, SIMULATED_PROFILE);
    const { log } = model.generations;
    const news: string[] = [];
    for (const observation of this.history.observations) {
      const about = model.observe(observation);
      const told = about.type === 'event' ? about.deliveredNotice : undefined;
      if (told !== undefined) news.push(`#${log.now}: a notice tells of ${nameOf(told)}`);
      for (const one of log.unexplained) news.push(`#${log.now}: nothing explains ${nameOf(one)}`);
      for (const { generation, endedRecord, restarted } of log.staleReads)
        news.push(
          `#${log.now}: ${generation} was read, over since #${endedRecord}${restarted ? ', restarted' : ''}`,
        );
      for (const { by, ending, generation, records } of log.contradictions)
        news.push(`#${records.join(' #')}: ${by} says ${generation} of ${nameOf(ending)}`);
    }
    const chain = model.generations.of(KEY);
    const gone = log.all.filter((one) => !chain.endings.includes(one));
    return [
      ...news,
      ...chain.endings.map(endingText),
      ...gone.map((one) => `gone: ${endingText(one)}`),
      ...[...chain.spans()].map(spanText),
      ...[`may have rotated by ${chain.rotatedBy()}`].filter(() => chain.rotatedBy() >= 0),
      ...askedText((since) => chain.asksToEndAfter(since), log.now),
    ];
  }
}

function outcomeOf(ask: RequestMeaning, says: Says): Answer | Refusal {
  if (says === 'refused') return REFUSED;
  if (says === 'busy') return BUSY;
  switch (ask.type) {
    case 'reset':
      return { type: 'reset', key: KEY, row: row(says) };
    case 'delete':
      return { type: 'delete', key: KEY, deleted: says !== 'nothing' };
    case 'send':
      return accepted(ask.runId);
    case 'audit-list':
      return {
        type: 'audit',
        records: says
          .split(' ')
          .filter((one) => one !== '')
          .map(auditIn),
      };
    default:
      return listed(says === '' ? [] : [row(says)]);
  }
}

/** `g1>g2`, `g1>` of a delete, `g1>g2!` where the rule did it. */
function auditIn(says: string) {
  const [ended = '', next = ''] = says.replace('!', '').split('>');
  return auditOf(ended, next === '' ? null : next, says.endsWith('!') ? { trigger: 'rule' } : {});
}

function nameOf({ ended = '?', next = '?', reason }: Ending): string {
  return `${ended} → ${next} (${reason})`;
}

function endingText(ending: Ending): string {
  const { acknowledged, audit, earliest, incarnation, latest, overlapping, record, refuted, request } =
    ending;
  const facts = [
    request === undefined
      ? undefined
      : `by ${request.kind} #${request.arrivedAt}${request.ending === ending ? '' : ' of another'}, ${request.state}`,
    acknowledged ? 'promised' : undefined,
    refuted ? 'refuted' : undefined,
    overlapping ? 'overlapping' : undefined,
    ending.overlappingFrom === Infinity ? undefined : `overlapped from ${ending.overlappingFrom}`,
    audit === undefined ? undefined : `audited as ${audit.trigger}`,
    connsText('noticed', ending.noticed.keys()),
    connsText('named', ending.named),
    connsText('told what ended', ending.toldEnded),
  ];
  const seen = `seen #${record} of life ${incarnation}`;
  return [
    `${nameOf(ending)} in [${earliest}, ${latest}]`,
    seen,
    ...facts.filter((one) => one !== undefined),
  ].join(', ');
}

function connsText(what: string, conns: Iterable<number>): string | undefined {
  const all = [...conns];
  return all.length === 0 ? undefined : `${what} on ${all.join(' ')}`;
}

function spanText({
  begunBy,
  endedBy,
  endedIncarnation,
  endedRecord,
  generation,
  isConfirmed,
  lastFrom,
  lives,
  origin,
  seenBy,
}: GenerationSpan): string {
  const facts = [
    lives ? 'lives' : `over by ${endedBy} as #${endedRecord} shows, in life ${endedIncarnation}`,
    isConfirmed ? 'confirmed' : undefined,
    begunBy === undefined ? undefined : `begun by ${nameOf(begunBy)}`,
    origin ? undefined : 'from nowhere',
  ];
  return [
    `${generation}: seen by ${seenBy}, last from ${lastFrom}`,
    ...facts.filter((one) => one !== undefined),
  ].join(', ');
}

/** Until when something may have been asked to end. */
function askedText(asksAfter: (since: number) => boolean, now: number): string[] {
  if (asksAfter(now)) return ['is asked to end'];
  for (let since = now; since >= 0; since--)
    if (asksAfter(since)) return [`was asked to end until ${since + 1}`];
  return [];
}
