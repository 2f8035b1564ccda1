/** Generations: the chains of all session keys, and what is asked of them. The model is in rotations.ts. */
import type { Dialect } from '../../dialect/dialect.ts';
import type { Generation } from '../../dialect/observation.ts';
import type { AuditRecord } from '../../protocol/methods.ts';
import { NEVER, type PendingRequest, type Position } from './connections.ts';
import type { FairTime } from './fair-time.ts';
import { GenerationChain } from './generation-chain.ts';
import { RotationLog, type Ending, type GenerationSpan } from './rotations.ts';
import type { Sends } from './sends.ts';

const NONE: readonly Ending[] = [];

export class Generations {
  readonly log: RotationLog;
  readonly #dialect: Dialect;
  readonly #sends: Sends;
  readonly #chains = new Map<string, GenerationChain>();
  #audited: readonly AuditRecord[] = [];

  constructor(dialect: Dialect, sends: Sends, fair: FairTime) {
    this.log = new RotationLog(fair.process);
    this.#dialect = dialect;
    this.#sends = sends;
  }

  /** The chain of this key, made at its first mention. */
  of(key: string): GenerationChain {
    let chain = this.#chains.get(key);
    if (chain === undefined) {
      chain = new GenerationChain(key, this.#sends.session(key), this.#chains.size, this.log);
      this.#chains.set(key, chain);
    }
    return chain;
  }

  endings(key: string): readonly Ending[] {
    return this.#chains.get(key)?.endings ?? NONE;
  }

  /** The newest ending of a session. */
  lastEnding(key: string): Ending | undefined {
    return this.endings(key).at(-1);
  }

  /** The ending an answered request explains. */
  endingBy(key: string, pending: PendingRequest): Ending | undefined {
    return this.endings(key).findLast((ending) => ending.request?.isTriedBy(pending));
  }

  *allEndings(): Iterable<Ending> {
    for (const chain of this.#chains.values()) yield* chain.endings;
  }

  span(key: string, generation: Generation): GenerationSpan | undefined {
    return this.#chains.get(key)?.span(generation);
  }

  /** Every generation that anything named, with the key that pointed at it. */
  *allSpans(): Iterable<{ readonly session: string; readonly span: GenerationSpan }> {
    for (const [session, chain] of this.#chains) for (const span of chain.spans()) yield { session, span };
  }

  /** The ending that a generation came from, where anything shows it. */
  begunBy(key: string, generation: Generation): Ending | undefined {
    return this.span(key, generation)?.begunBy;
  }

  /** A request to end the generation, which was not refused, may have done so after this instant. */
  asksToEndAfter(key: string, since: Position): boolean {
    return this.#chains.get(key)?.asksToEndAfter(since) === true;
  }

  /** The key may have changed its generation at some instant after `since`. */
  mayHaveRotated(key: string, since: Position): boolean {
    return this.rotatedBy(key) >= since;
  }

  /** The latest instant at which the key may have changed its generation; -1: it never may have. */
  rotatedBy(key: string): Position {
    return this.#chains.get(key)?.rotatedBy() ?? NEVER;
  }

  /** A delivered audit list: what it says happened before it was answered. */
  audited(records: readonly AuditRecord[], pending: PendingRequest): void {
    const known = this.#audited;
    this.#audited = records;
    for (const [at, record] of records.entries()) {
      // the next list mostly begins like the last one
      if (record === known[at]) continue;
      const { oldSessionId, oldRevision, newSessionId, newRevision } = record;
      const ended = oldSessionId === '' ? undefined : this.#dialect.generation(oldSessionId, oldRevision);
      const next = newSessionId === null ? undefined : this.#dialect.generation(newSessionId, newRevision);
      this.of(record.sessionKey).audited(record, ended, next, pending);
    }
  }
}
