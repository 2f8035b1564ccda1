/**
 * Forgeries, made from what a bundle holds: for each member of its certificate, its profile and the first lines of its
 * histories, the same member changed, dropped, swapped with another of the bundle, or taken from another bundle.
 */
import type { HistoryRecord } from '../../../src/history/record.ts';
import type { Draft, Json } from './draft.ts';

export interface Forgery {
  /** The member that was forged: `certificate.cases[].id`, `profile.bounds.ack`, `header.target`. */
  readonly field: string;
  readonly way: string;
  /** What the forger does; false: there is nothing to be done here. */
  readonly make: (draft: Draft) => boolean;
  /** The list of files is what is forged. */
  readonly keepsFiles?: true;
}

type Holder = { readonly holder: Json; readonly name: string; readonly list: unknown[] | undefined };

/** Every place of a field in a value: its holder, and the nearest list around it. */
function placesOf(value: unknown, field: string): readonly Holder[] {
  const steps = field.split('.');
  let holders: { value: unknown; list: unknown[] | undefined }[] = [{ value, list: undefined }];
  for (const [at, step] of steps.entries()) {
    const name = step.replaceAll('[]', '');
    const isLast = at === steps.length - 1;
    if (isLast)
      return holders.flatMap(({ value: holder, list }) =>
        isRecord(holder) && name in holder ? [{ holder, name, list }] : [],
      );
    holders = holders.flatMap(({ value: holder, list }) => {
      const member = isRecord(holder) ? holder[name] : undefined;
      if (!step.endsWith('[]')) return [{ value: member, list }];
      return Array.isArray(member)
        ? member.map((one: unknown) => ({ value: one, list: member as unknown[] }))
        : [];
    });
  }
  return [];
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const JUDGEMENTS = ['pass', 'violation', 'inconclusive', 'not-applicable'];
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  level: ['must', 'should'],
  needs: ['url', 'provider', 'proxy', 'lifecycle', 'port'],
};

/** A value that might stand there as well. */
function other(value: unknown, name: string): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (Array.isArray(value)) return [...(value as unknown[]), 'extra'];
  if (value === null) return name === 'protocol' ? 7 : 'another';
  if (typeof value !== 'string') return 'another';
  const options = name === 'verdict' ? JUDGEMENTS : OTHERS[name];
  if (options?.includes(value) === true) return options[(options.indexOf(value) + 1) % options.length];
  if (/^[0-9a-f]{16,64}$/.test(value)) return `${value.startsWith('0') ? '1' : '0'}${value.slice(1)}`;
  if (/^[a-z][a-z-]*@\d+$/.test(value))
    return value.replace(/\d+$/, (version) => String(Number(version) + 1));
  return `${value}x`;
}

function differs(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}

/** The ways to forge a field of a value; `get` and `set` know where the value is kept. */
function waysOf(
  field: string,
  path: string,
  access: { readonly get: (draft: Draft) => Json; readonly set: (draft: Draft, value: Json) => void },
  foreign: Draft,
): readonly Forgery[] {
  const forge = (
    way: string,
    change: (places: readonly Holder[], theirs: readonly Holder[]) => boolean,
  ): Forgery => ({
    field,
    way,
    make: (draft) => {
      const value = access.get(draft);
      if (!change(placesOf(value, path), placesOf(access.get(foreign), path))) return false;
      access.set(draft, value);
      return true;
    },
    ...(field.startsWith('certificate.files') ? { keepsFiles: true } : {}),
  });
  const changeAt = (places: readonly Holder[], at: number): boolean => {
    const place = places.at(at);
    if (place === undefined) return false;
    place.holder[place.name] = other(place.holder[place.name], place.name.replaceAll('[]', ''));
    return true;
  };
  return [
    forge('the first is changed', (places) => changeAt(places, 0)),
    forge('the last is changed', (places) => places.length > 1 && changeAt(places, -1)),
    forge('the member is dropped', (places) => {
      const [place] = places;
      return place !== undefined && delete place.holder[place.name];
    }),
    forge('two are swapped', (places) => {
      for (const one of places)
        for (const two of places) {
          const [a, b] = [one.holder[one.name], two.holder[two.name]];
          if (!differs(a, b)) continue;
          one.holder[one.name] = b;
          two.holder[two.name] = a;
          return true;
        }
      return false;
    }),
    forge('the first is that of another bundle', ([place], [theirs]) => {
      if (place === undefined || theirs === undefined) return false;
      const [a, b] = [place.holder[place.name], theirs.holder[theirs.name]];
      place.holder[place.name] = b;
      return differs(a, b);
    }),
    forge('it becomes what another member is', ([place]) => {
      if (place === undefined) return false;
      const value = place.holder[place.name];
      const like = Object.entries(place.holder).find(
        ([name, one]) => name !== place.name && typeof one === typeof value && differs(one, value),
      );
      if (like !== undefined) [, place.holder[place.name]] = like;
      return like !== undefined;
    }),
  ];
}

/** For `fields` of certificate.json. Dropping an element of a list is a way of each list. */
export function certificateForgeries(fields: readonly string[], foreign: Draft): readonly Forgery[] {
  const access = {
    get: (draft: Draft) => structuredClone(draft.file) as unknown as Json,
    set: (draft: Draft, value: Json) => void Object.assign(draft.file, value),
  };
  return fields.flatMap((field) => waysOf(field, field.replace(/\[\]$/, ''), access, foreign));
}

export function profileForgeries(fields: readonly string[], foreign: Draft): readonly Forgery[] {
  const access = {
    get: (draft: Draft) => draft.profile,
    set: (draft: Draft, value: Json) => {
      draft.profile = value;
    },
  };
  return fields.flatMap((field) => waysOf(`profile.${field}`, field.replace(/\[\]$/, ''), access, foreign));
}

export function headerForgeries(foreign: Draft): readonly Forgery[] {
  const fields = ['target', 'dialect', 'profile', 'case', 'exercises', 'digest'];
  const firstLine = (draft: Draft, path: string): Json =>
    JSON.parse((draft.texts.get(path) ?? '').split('\n', 1)[0] ?? '{}') as Json;
  const access = (at: number) => ({
    // two histories at a time, so that there is something to swap with
    get: (draft: Draft): Json => ({ lines: draft.histories.map((path) => firstLine(draft, path)).slice(at) }),
    set: (draft: Draft, { lines }: Json) => {
      for (const [i, line] of (lines as readonly Json[]).entries()) {
        const path = draft.histories[at + i] ?? '';
        const rest = (draft.texts.get(path) ?? '').split('\n').slice(1);
        draft.texts.set(path, [JSON.stringify(line), ...rest].join('\n'));
      }
    },
  });
  return fields.flatMap((field) => waysOf(`header.${field}`, `lines[].${field}`, access(0), foreign));
}

/** Elements of lists, dropped, repeated and moved. */
export function listForgeries(): readonly Forgery[] {
  const lists = ['requirements', 'cases', 'files'] as const;
  const ways: Readonly<Record<string, (list: unknown[]) => void>> = {
    'the first is dropped': (list) => void list.shift(),
    'the last is dropped': (list) => void list.pop(),
    'all are dropped': (list) => void list.splice(0),
    'the first is there twice': (list) => void list.unshift(structuredClone(list[0])),
    'they stand the other way round': (list) => void list.reverse(),
  };
  return lists.flatMap((name) =>
    Object.entries(ways).map(([way, change]): Forgery => ({
      field: `certificate.${name}`,
      way,
      make: ({ file }) => {
        const list = file.certificate[name] as unknown[];
        const before = JSON.stringify(list);
        change(list);
        return JSON.stringify(list) !== before;
      },
      ...(name === 'files' ? { keepsFiles: true } : {}),
    })),
  );
}

/** A case is gone with everything that belonged to it; a repetition likewise. */
export function removalForgeries(): readonly Forgery[] {
  const drop = (what: string, remove: (cases: Json[]) => void): Forgery => ({
    field: 'certificate.cases',
    way: what,
    make: (draft) => {
      remove(draft.file.certificate['cases'] as Json[]);
      const text = JSON.stringify(draft.file.certificate['cases']);
      for (const path of draft.histories)
        if (!text.includes(/[0-9a-f]{16}/.exec(path)?.[0] ?? '-')) draft.texts.delete(path);
      return true;
    },
  });
  return [
    drop('the first is gone with its history', (cases) => void cases.shift()),
    drop('the last is gone with its history', (cases) => void cases.pop()),
    drop(
      'a repetition is gone with its history',
      ([one]) => void (one?.['repetitions'] as unknown[] | undefined)?.pop(),
    ),
  ];
}

/** What a history says, with its digest, its name and all that refers to it made to fit. */
export function recordForgeries(): readonly Forgery[] {
  const ways: Readonly<Record<string, (records: HistoryRecord[]) => void>> = {
    'the end is cut off': (records) => void records.pop(),
    'the second half is cut off': (records) => void records.splice(records.length / 2),
    'it begins with no plan': (records) => void records.shift(),
    'a limit of its plan is another': (records) => change(records, 'plan', { maxPayloadBytes: 1 }),
    'its plan has no clients': (records) => change(records, 'plan', { clients: [] }),
    'an operation is of another client': (records) => change(records, 'operation', { client: 'nobody' }),
    'an operation asks for something else': (records) => change(records, 'operation', { do: 'dance' }),
    'an operation has another name': (records) => change(records, 'operation', { operation: 'mine' }),
    'an operation is of another session': (records) => change(records, 'operation', { session: 'agent:x:y' }),
  };
  return [0, 1].flatMap((at) =>
    Object.entries(ways).map(([way, forge]): Forgery => ({
      field: 'records',
      way,
      make: (draft) => {
        const path = draft.histories[at];
        if (path === undefined) return false;
        draft.rewrite(path, (_header, records) => {
          forge(records);
          for (const [i, record] of records.entries()) Object.assign(record, { i });
        });
        return true;
      },
    })),
  );
}

function change(records: HistoryRecord[], kind: HistoryRecord['kind'], members: object): void {
  const record = records.find((one) => one.kind === kind);
  if (record !== undefined) Object.assign(record, members);
}

/** Contents of files that follow from something else, and files that nothing calls for. */
export function textForgeries(): readonly Forgery[] {
  const edit = (field: string, way: string, make: (texts: Map<string, string>) => boolean): Forgery => ({
    field,
    way,
    // what a real process printed is only claimed
    make: ({ texts, profile }) => !(field === 'logs/' && profile['needs'] !== 'port') && make(texts),
  });
  const first = (texts: Map<string, string>, folder: string): string | undefined =>
    [...texts.keys()].find((path) => path.startsWith(folder));
  const each = (folder: string): readonly Forgery[] => [
    edit(folder, 'one is changed', (texts) => {
      const path = first(texts, folder);
      if (path !== undefined)
        texts.set(
          path,
          (texts.get(path) ?? '').replace(/\d+|$/, (digits) => `${digits}7`),
        );
      return path !== undefined;
    }),
    edit(folder, 'one is dropped', (texts) => {
      const path = first(texts, folder);
      return path !== undefined && texts.delete(path);
    }),
    edit(folder, 'one is called for by nothing', (texts) => {
      texts.set(`${folder}extra.json`, '{}\n');
      return true;
    }),
    edit(folder, 'one is what another file is', (texts) => {
      const path = first(texts, folder);
      if (path !== undefined) texts.set(path, texts.get('profile.json') ?? '');
      return path !== undefined;
    }),
  ];
  return [...each('plans/'), ...each('logs/'), ...each('histories/')];
}
