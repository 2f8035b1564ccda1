/**
 * Watch lists: who is shown which observation. Every watcher declares what it watches; the lists are made once for a
 * set of watchers, so that an observation costs one look and reaches only those that asked for its kind.
 * Must not know: what a watcher does with what it is shown.
 */
import type { Answer, RequestMeaning, Observation, EventMeaning } from '../dialect/observation.ts';
import type { ConnectionRecord, Leg, ProviderRecord } from '../history/record.ts';

/** What observations of one type say, where they are told apart by it. */
interface Says {
  readonly event: EventMeaning['type'];
  readonly request: RequestMeaning['type'];
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
export type WatchList = readonly number[];

export class WatchLists {
  readonly #watchers: readonly Watcher[];
  readonly #events = new ByLeg();
  readonly #requests = new ByLeg();
  readonly #responses = new ByLeg();
  readonly #connections = new ByLeg();
  readonly #provider = new ByLeg();
  /** Of the other types, by type. */
  readonly #others = new ByLeg();

  constructor(watchers: readonly Watcher[]) {
    this.#watchers = watchers;
  }

  /**
   * Those who are shown this observation. `type` is the observation's: the caller has asked for it already, and of
   * values of many shapes that costs as much as the look itself.
   */
  of(type: Observation['type'], observation: Observation): WatchList {
    if (type === 'event') {
      const { record, meaning } = observation as Extract<Observation, { type: 'event' }>;
      return this.#in(this.#events, type, meaning.type, record.leg);
    }
    return this.#ofRare(observation);
  }

  #ofRare(observation: Observation): WatchList {
    switch (observation.type) {
      case 'request':
        return this.#in(this.#requests, 'request', observation.ask.type, observation.record.leg);
      case 'response': {
        const says = observation.answer?.type ?? 'nothing';
        return this.#in(this.#responses, 'response', says, observation.record.leg);
      }
      case 'connection':
        return this.#in(this.#connections, 'connection', observation.record.event, observation.record.leg);
      // what was not seen at a leg is watched at none
      case 'provider':
        return this.#in(this.#provider, 'provider', observation.record.event, 'gateway');
      default:
        return this.#in(this.#others, observation.type, observation.type, 'gateway');
    }
  }

  #in(byLeg: ByLeg, type: Observation['type'], says: string, leg: Leg): WatchList {
    const lists = leg === 'gateway' ? byLeg.gateway : byLeg.client;
    return lists.of(says) ?? this.#listed(lists, type, says, leg);
  }

  #listed(lists: BySaying, type: Observation['type'], says: string, leg: Leg): WatchList {
    const list: number[] = [];
    for (const [at, { watches }] of this.#watchers.entries())
      if (watches.some((watch) => isMeant(watch, type, says, leg))) list.push(at);
    lists.add(says, list);
    return list;
  }
}

/** Lists by what is said; those that were not needed yet are missing. */
class BySaying {
  readonly #lists = new Map<string, WatchList>();
  // a broadcast says the same many times in a row
  #lastSays = '';
  #last: WatchList | undefined;

  of(says: string): WatchList | undefined {
    if (says !== this.#lastSays) {
      this.#last = this.#lists.get(says);
      this.#lastSays = says;
    }
    return this.#last;
  }

  add(says: string, list: WatchList): void {
    this.#lists.set(says, list);
    this.#lastSays = says;
    this.#last = list;
  }
}

class ByLeg {
  readonly gateway = new BySaying();
  readonly client = new BySaying();
}

function isMeant(watch: Watch, type: Observation['type'], says: string, leg: Leg): boolean {
  if (typeof watch === 'string') return watch === type;
  if (watch.type !== type) return false;
  const meant: readonly string[] | undefined = watch.says;
  if (meant !== undefined && !meant.includes(says)) return false;
  return watch.type === 'provider' || watch.leg === undefined || watch.leg === leg;
}

const known = new WeakMap<readonly Watcher[], WatchLists>();

/** The lists for these watchers; made once for each set, which must not change afterwards. */
export function watchListsOf(watchers: readonly Watcher[]): WatchLists {
  let lists = known.get(watchers);
  if (lists === undefined) known.set(watchers, (lists = new WatchLists(watchers)));
  return lists;
}
