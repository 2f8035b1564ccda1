/**
 * Which room of src may import which. The table is the law; `trespasses` reads files against it. A room that may
 * import another's types only must write `import type`. Imports inside one room are always free.
 */
import { posix } from 'node:path';
import { importsOf } from './source-text.ts';
import type { Files } from './source-files.ts';

/** What a room may take from another: everything, types only, or some files. */
type Grant = 'all' | 'types' | { readonly onlyFile: string | readonly string[] };

export interface RoomRule {
  readonly may: Readonly<Record<string, Grant>>;
  /** Packages by the file or folder of the room that may import them; absent: any package and Node itself. */
  readonly packages?: Readonly<Record<string, readonly string[]>>;
  /** Why the table says so, where that is not plain. */
  readonly because?: string;
}

const NO_PACKAGES: Readonly<Record<string, readonly string[]>> = {};

export const ROOMS: Readonly<Record<string, RoomRule>> = {
  kernel: { may: {}, packages: { 'src/kernel/random.ts': ['seedrandom'] } },
  protocol: { may: {}, packages: NO_PACKAGES },
  history: { may: { kernel: 'all', protocol: 'all' }, packages: NO_PACKAGES },
  plan: { may: { kernel: 'all', protocol: 'all' }, packages: { 'src/plan/': ['zod', 'fast-check'] } },
  dialect: { may: { protocol: 'all', history: 'all' }, packages: NO_PACKAGES },
  client: { may: { protocol: 'all', dialect: 'all', kernel: 'all', plan: 'types' }, packages: NO_PACKAGES },
  gateway: {
    may: { kernel: { onlyFile: 'src/kernel/time.ts' }, protocol: 'all', plan: 'types' },
    packages: NO_PACKAGES,
    because:
      'a gateway reaches nothing but its host, and units of time; the catalogue names what of a plan sets a mistake off',
  },
  properties: {
    may: { history: 'all', dialect: 'all', protocol: 'all', plan: 'types', kernel: 'all' },
    packages: NO_PACKAGES,
    because: 'an oracle that shares code with the model shares its bugs',
  },
  trace: {
    may: {
      history: 'all',
      dialect: 'all',
      protocol: 'all',
      properties: 'all',
      plan: 'all',
      kernel: 'all',
    },
    packages: NO_PACKAGES,
    because: 'a picture of a history is drawn in a page, too',
  },
  simulation: {
    may: {
      kernel: 'all',
      protocol: 'all',
      history: 'all',
      plan: 'all',
      dialect: 'all',
      client: 'all',
      execution: 'all',
      gateway: { onlyFile: 'src/gateway/port.ts' },
    },
    packages: NO_PACKAGES,
    because: 'the world knows a gateway by its port alone',
  },
  input: { may: {}, because: 'what people wrote is read the same way everywhere' },
  execution: {
    may: {
      kernel: 'all',
      protocol: 'all',
      history: 'all',
      plan: 'all',
      client: 'all',
      gateway: { onlyFile: 'src/gateway/port.ts' },
    },
    packages: NO_PACKAGES,
    because: 'what both worlds share knows neither',
  },
  wire: {
    may: { protocol: 'all', gateway: { onlyFile: 'src/gateway/port.ts' } },
    because: 'what is spoken on a socket is the same to a real process and to a hosted one',
  },
  hosted: {
    may: {
      kernel: 'all',
      protocol: 'all',
      plan: 'all',
      dialect: 'all',
      input: 'all',
      wire: 'all',
      gateway: { onlyFile: 'src/gateway/port.ts' },
      live: {
        onlyFile: [
          'src/live/target.ts',
          'src/live/targets/cache.ts',
          'src/live/targets/command-description.ts',
          'src/live/targets/node-release.ts',
          'src/live/targets/openclaw-config.ts',
          'src/live/targets/openclaw-build.ts',
          'src/live/targets/placeholders.ts',
        ],
      },
    },
    because:
      'a hosted process is a gateway behind the port; how a program is installed, the live world knows',
  },
  live: {
    may: {
      wire: 'all',
      protocol: 'all',
      history: 'all',
      plan: 'all',
      dialect: 'all',
      client: 'all',
      kernel: 'all',
      execution: 'all',
      input: 'all',
      gateway: { onlyFile: 'src/gateway/port.ts' },
    },
    because: 'a black box is known by its socket alone, and virtual time by nobody here',
  },
  serve: {
    may: {
      kernel: 'all',
      protocol: 'all',
      history: 'all',
      plan: 'all',
      gateway: 'all',
      input: 'all',
      live: { onlyFile: 'src/live/abrupt-end.ts' },
    },
    because: 'it gives a gateway behind the port real sockets, files and timers, and judges nothing',
  },
  campaign: {
    may: {
      input: 'all',
      kernel: 'all',
      protocol: 'all',
      history: 'all',
      plan: 'all',
      dialect: 'all',
      client: 'all',
      gateway: 'all',
      properties: 'all',
      execution: 'all',
      simulation: 'all',
      hosted: 'all',
      trace: 'all',
      report: {
        onlyFile: [
          'src/report/published.ts',
          'src/report/published-explanation.ts',
          'src/report/published-causality.ts',
          'src/report/published-bisection.ts',
          'src/report/run-events.ts',
        ],
      },
    },
    because: 'what a campaign finds is made in the shape that is published, and rendered elsewhere',
  },
  certify: {
    may: {
      input: 'all',
      history: 'all',
      plan: 'all',
      properties: 'all',
      protocol: 'all',
      dialect: 'all',
      trace: 'all',
      campaign: 'types',
      execution: { onlyFile: 'src/execution/plan-facts.ts' },
      report: {
        onlyFile: [
          'src/report/published.ts',
          'src/report/certificate-report.ts',
          'src/report/certificate-diff.ts',
          'src/report/matrix-report.ts',
          'src/report/verify-report.ts',
        ],
      },
    },
    because: 'a world is handed in; how a history of a plan begins is not its own',
  },
  fleet: {
    may: {
      input: 'all',
      campaign: 'all',
      report: { onlyFile: 'src/report/published.ts' },
    },
    because: 'it hands out ranges of a campaign and merges what comes back; what that says is not its own',
  },
  report: {
    may: {
      history: 'all',
      plan: 'all',
      properties: 'all',
      protocol: 'all',
      dialect: 'all',
      trace: 'all',
      kernel: { onlyFile: 'src/kernel/group-by.ts' },
      input: { onlyFile: 'src/input/printable.ts' },
    },
    because: 'a report renders what it is given',
  },
  page: {
    may: {
      input: 'all',
      kernel: 'all',
      protocol: 'all',
      history: 'all',
      plan: 'all',
      dialect: 'all',
      gateway: 'all',
      properties: 'all',
      simulation: 'all',
      trace: 'all',
      campaign: 'all',
      certify: 'types',
      report: 'all',
    },
    because: 'it carries the simulated world and its gateways, and nothing that needs a machine',
  },
};

const ALL_ROOMS = Object.fromEntries(Object.keys(ROOMS).map((room): [string, Grant] => [room, 'all']));
/** Not rooms of the table: the command line and the public exports, where everything is put together. */
const ENTRANCES: Readonly<Record<string, RoomRule>> = {
  cli: { may: ALL_ROOMS },
  api: { may: ALL_ROOMS, because: 'what a library exports does not depend on its command line' },
  'index.ts': {
    may: { ...ALL_ROOMS, cli: 'types' },
    because: 'what a library exports does not depend on its command line, but may describe its configuration',
  },
};

/** One sentence for every import the table does not allow: file, import, rule. */
export function trespasses(files: Files): string[] {
  const sentences: string[] = [];
  for (const [path, source] of files) {
    const room = roomOf(path);
    const rule = ROOMS[room] ?? ENTRANCES[room];
    if (rule === undefined) {
      sentences.push(
        `${path} is in no room: the rooms of src are ${Object.keys(ROOMS).join(', ')}, api and cli`,
      );
      continue;
    }
    for (const each of importsOf(source)) {
      const broken = each.specifier.startsWith('.')
        ? brokenByModule(path, room, rule, each.specifier, each.typeOnly)
        : brokenByPackage(path, room, rule, each.specifier);
      if (broken !== undefined) sentences.push(`${path}:${each.line} imports ${each.specifier}: ${broken}`);
    }
  }
  return sentences;
}

/** Rooms that would import each other in a circle, as `a -> b -> a`; undefined when there is none. */
export function circle(table: Readonly<Record<string, RoomRule>>): string | undefined {
  const done = new Set<string>();
  const walk = (room: string, path: readonly string[]): string | undefined => {
    if (path.includes(room)) return [...path.slice(path.indexOf(room)), room].join(' -> ');
    if (done.has(room)) return undefined;
    for (const next of Object.keys(table[room]?.may ?? {})) {
      const found = walk(next, [...path, room]);
      if (found !== undefined) return found;
    }
    done.add(room);
    return undefined;
  };
  for (const room of Object.keys(table)) {
    const found = walk(room, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

function brokenByModule(
  path: string,
  room: string,
  rule: RoomRule,
  specifier: string,
  typeOnly: boolean,
): string | undefined {
  const target = posix.join(posix.dirname(path), specifier);
  if (!target.startsWith('src/')) return 'src imports nothing of this repository but src';
  const targetRoom = roomOf(target);
  if (targetRoom === room) return undefined;
  const grant = rule.may[targetRoom];
  if (grant === undefined) return law(room, rule, `never ${targetRoom}`);
  if (grant === 'types' && !typeOnly) return law(room, rule, `of ${targetRoom} types only, by "import type"`);
  if (typeof grant === 'object' && ![grant.onlyFile].flat().includes(target))
    return law(room, rule, `of ${targetRoom} nothing but ${[grant.onlyFile].flat().join(' and ')}`);
  return undefined;
}

function brokenByPackage(path: string, room: string, rule: RoomRule, specifier: string): string | undefined {
  if (rule.packages === undefined) return undefined;
  for (const [where, names] of Object.entries(rule.packages))
    if (path.startsWith(where) && names.includes(specifier)) return undefined;
  const allowed = Object.entries(rule.packages).map(([where, names]) => `${names.join(' and ')} in ${where}`);
  return `${room} is in the deterministic wing and imports no package${allowed.length > 0 ? ` but ${allowed.join(', ')}` : ''}`;
}

function law(room: string, rule: RoomRule, verdict: string): string {
  const may = Object.keys(rule.may).join(', ') || 'nothing of ours';
  return `${room} may import ${may}, ${verdict}${rule.because === undefined ? '' : ` (${rule.because})`}`;
}

/** `src/kernel/time.ts` is in `kernel`; a file of src itself is its own entrance. */
function roomOf(path: string): string {
  return path.split('/')[1] ?? '';
}
