/**
 * Watch lists: who is shown which observation. Every watcher declares what it watches; the lists are made once for a
 * set of watchers, so that an observation costs one look and reaches only those that asked for its kind.
 * Must not know: what a watcher does with what it is shown.
 */
import type {
  Answer,
  EventMeaning,
  EventObservation,
  Observation,
  RequestMeaning,
} from '../dialect/observation.ts';
import type { ConnectionRecord, Leg, ProviderRecord } from '../history/record.ts';
import type { About, EventAbout } from './about.ts';

/** What observations of one type say, where they are told apart by it. */
interface Says {
  readonly event: EventMeaning['type'];
  readonly request: RequestMeaning['type'];
  /** `nothing`: a refusal, or an answer that nothing asked for. */
  readonly response: Answer['type'] | 'nothing';
  readonly connection: ConnectionRecord['event'];
}

/**
 * What was seen at a leg: that which says one of these things, at this leg. What is absent may be anything. `news`: the
 * record that is the first to show a frame at the gateway's side.
 */
interface LegWatch<Type extends keyof Says> {
  readonly type: Type;
  readonly says?: readonly Says[Type][];
  readonly leg?: Leg | 'news';
}

/** What a provider did. */
interface ProviderWatch {
  readonly type: 'provider';
  readonly says: readonly ProviderRecord['event'][];
}

/** One kind of observation to be shown: all of a type, or some. */
export type Watch =
  | Observation['type']
  | { [Type in keyof Says]: LegWatch<Type> }[keyof Says]
  | ProviderWatch;

export interface Watcher {
  readonly watches: readonly Watch[];
}

/** Positions among the watchers, in their order. */
export type WatchList = readonly number[];

export class WatchLists {
  readonly #watchers: readonly Watcher[];
  // by what is said; those that were not needed yet are missing
  readonly #events: BySaying = new Map();
  readonly #requests: BySaying = new Map();
  readonly #responses: BySaying = new Map();
  readonly #connections: BySaying = new Map();
  readonly #provider: BySaying = new Map();
  readonly #others: BySaying = new Map();
  // a broadcast says the same many times in a row
  #lastMeaning: EventMeaning | undefined;
  #lastSays = '';
  #lastLists: Lists = { gateway: [], client: [], alone: [] };

  constructor(watchers: readonly Watcher[]) {
    this.#watchers = watchers;
  }

  /** Those who are shown this event, of which this is known. */
  ofEvent({ record, meaning }: EventObservation, about: EventAbout): WatchList {
    if (meaning !== this.#lastMeaning) {
      this.#lastMeaning = meaning;
      const { type } = meaning;
      if (type !== this.#lastSays) this.#lastLists = this.#of(this.#events, 'event', (this.#lastSays = type));
    }
    const lists = this.#lastLists;
    return record.leg === 'gateway' ? lists.gateway : about.isNews ? lists.alone : lists.client;
  }

  /** Those who are shown this observation, of which this is known. */
  of(observation: Observation, about: About): WatchList {
    const isNews = 'isNews' in about && about.isNews;
    switch (observation.type) {
      case 'event':
        return this.ofEvent(observation, about as EventAbout);
      case 'request':
        return here(this.#of(this.#requests, 'request', observation.ask.type), observation.record, isNews);
      case 'response':
        return here(
          this.#of(this.#responses, 'response', observation.answer?.type ?? 'nothing'),
          observation.record,
          isNews,
        );
      case 'connection':
        return here(
          this.#of(this.#connections, 'connection', observation.record.event),
          observation.record,
          isNews,
        );
      // what was not seen at a leg is watched at none
      case 'provider':
        return this.#of(this.#provider, 'provider', observation.record.event).gateway;
      default:
        return this.#of(this.#others, observation.type, observation.type).gateway;
    }
  }

  #of(bySaying: BySaying, type: Observation['type'], says: string): Lists {
    let lists = bySaying.get(says);
    if (lists === undefined) {
      const at = (place: Place): WatchList =>
        [...this.#watchers.keys()].filter((watcher) =>
          this.#watchers[watcher]?.watches.some((watch) => isMeant(watch, type, says, place)),
        );
      bySaying.set(says, (lists = { gateway: at('gateway'), client: at('client'), alone: at('alone') }));
    }
    return lists;
  }
}

/** Where a record was made: at a leg, or at the client's where the gateway's is not shown. */
type Place = Leg | 'alone';
type Lists = Readonly<Record<Place, WatchList>>;
type BySaying = Map<string, Lists>;

function here(lists: Lists, { leg }: { readonly leg: Leg }, isNews: boolean): WatchList {
  if (leg === 'gateway') return lists.gateway;
  return isNews ? lists.alone : lists.client;
}

function isMeant(watch: Watch, type: Observation['type'], says: string, place: Place): boolean {
  if (typeof watch === 'string') return watch === type;
  if (watch.type !== type) return false;
  const meant: readonly string[] | undefined = watch.says;
  if (meant !== undefined && !meant.includes(says)) return false;
  if (watch.type === 'provider' || watch.leg === undefined) return true;
  if (watch.leg === 'news') return place !== 'client';
  return (watch.leg === 'gateway') === (place === 'gateway');
}

const known = new WeakMap<readonly Watcher[], WatchLists>();

/** The lists for these watchers; made once for each set, which must not change afterwards. */
export function watchListsOf(watchers: readonly Watcher[]): WatchLists {
  let lists = known.get(watchers);
  if (lists === undefined) known.set(watchers, (lists = new WatchLists(watchers)));
  return lists;
}
