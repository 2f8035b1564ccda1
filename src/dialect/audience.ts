/**
 * Audiences: who is shown which observation. Every watcher declares what it watches; the lists are drawn up once for
 * a set of watchers, so that an observation costs one look and reaches only those that asked for its kind.
 * Must not know: what a watcher does with what it is shown.
 */
import type { ConnectionRecord, Leg, ProviderRecord } from '../history/record.ts';
import type { Answer, Ask, EventObservation, Observation, Told } from './observation.ts';

/** What observations of one type say, where they are told apart by it. */
interface Says {
  readonly event: Told['type'];
  readonly request: Ask['type'];
  /** `nothing`: a refusal, or an answer that nothing asked for. */
  readonly response: Answer['type'] | 'nothing';
  readonly connection: ConnectionRecord['event'];
}

/** What was seen at a leg: that which says one of these things, at this leg. What is absent may be anything. */
interface LegWatch<Type extends keyof Says> {
  readonly type: Type;
  readonly says?: readonly Says[Type][];
  readonly leg?: Leg;
}

/** What a provider did. */
interface ProviderWatch {
  readonly type: 'provider';
  readonly says: readonly ProviderRecord['event'][];
}

/** One kind of observation to be shown: all of a type, or some. */
export type Watch =
  | Observation['type']
  | LegWatch<'event'>
  | LegWatch<'request'>
  | LegWatch<'response'>
  | LegWatch<'connection'>
  | ProviderWatch;

export interface Watcher {
  readonly watches: readonly Watch[];
}

/** Positions among the watchers, in their order. */
export type Audience = readonly number[];

export class Audiences {
  readonly #watchers: readonly Watcher[];
  readonly #events = new BothLegs();
  readonly #requests = new BothLegs();
  readonly #responses = new BothLegs();
  readonly #connections = new BothLegs();
  readonly #provider = new Drawn();
  readonly #others = new Drawn();

  constructor(watchers: readonly Watcher[]) {
    this.#watchers = watchers;
  }

  /** Those who are shown this observation. */
  of(observation: Observation): Audience {
    switch (observation.type) {
      case 'event':
        return this.ofEvent(observation);
      case 'request': {
        const { record, ask } = observation;
        const drawn = this.#requests.at(record.leg);
        return drawn.of(ask.type) ?? this.#draw(drawn, 'request', ask.type, record.leg);
      }
      case 'response': {
        const { record, answer } = observation;
        const drawn = this.#responses.at(record.leg);
        const says = answer === undefined ? 'nothing' : answer.type;
        return drawn.of(says) ?? this.#draw(drawn, 'response', says, record.leg);
      }
      case 'connection': {
        const { event, leg } = observation.record;
        const drawn = this.#connections.at(leg);
        return drawn.of(event) ?? this.#draw(drawn, 'connection', event, leg);
      }
      case 'provider': {
        const { event } = observation.record;
        return this.#provider.of(event) ?? this.#draw(this.#provider, 'provider', event);
      }
      default: {
        const { type } = observation;
        return this.#others.of(type) ?? this.#draw(this.#others, type, type);
      }
    }
  }

  /** The same for what is known to be an event, as nearly all is. */
  ofEvent({ record, told }: EventObservation): Audience {
    const drawn = this.#events.at(record.leg);
    const { type } = told;
    return drawn.of(type) ?? this.#draw(drawn, 'event', type, record.leg);
  }

  #draw(drawn: Drawn, type: Observation['type'], says: string, leg?: Leg): Audience {
    const audience: number[] = [];
    for (const [at, { watches }] of this.#watchers.entries())
      if (watches.some((watch) => isMeant(watch, type, says, leg))) audience.push(at);
    drawn.add(says, audience);
    return audience;
  }
}

/** Audiences by what is said; those that were not needed yet are missing. */
class Drawn {
  readonly #audiences = new Map<string, Audience>();
  // a broadcast says the same many times in a row
  #lastSays = '';
  #last: Audience | undefined;

  of(says: string): Audience | undefined {
    if (says !== this.#lastSays) {
      this.#last = this.#audiences.get(says);
      this.#lastSays = says;
    }
    return this.#last;
  }

  add(says: string, audience: Audience): void {
    this.#audiences.set(says, audience);
    this.#lastSays = says;
    this.#last = audience;
  }
}

class BothLegs {
  readonly #gateway = new Drawn();
  readonly #client = new Drawn();

  at(leg: Leg): Drawn {
    return leg === 'gateway' ? this.#gateway : this.#client;
  }
}

function isMeant(watch: Watch, type: Observation['type'], says: string, leg: Leg | undefined): boolean {
  if (typeof watch === 'string') return watch === type;
  if (watch.type !== type) return false;
  const said: readonly string[] | undefined = watch.says;
  if (said !== undefined && !said.includes(says)) return false;
  return watch.type === 'provider' || watch.leg === undefined || watch.leg === leg;
}

const known = new WeakMap<readonly Watcher[], Audiences>();

/** The audiences of these watchers; drawn up once for each list, which must not change afterwards. */
export function audiencesOf(watchers: readonly Watcher[]): Audiences {
  let audiences = known.get(watchers);
  if (audiences === undefined) known.set(watchers, (audiences = new Audiences(watchers)));
  return audiences;
}
