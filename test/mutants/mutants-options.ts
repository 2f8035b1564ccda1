/** What `npm run mutants` is asked for. */
import { parseArgs } from 'node:util';

/** How many in a hundred mutants a room's own unit tests are to kill. */
export const WANTED = { properties: 90, plan: 85, history: 85, dialect: 85 } as const;

export type Room = keyof typeof WANTED;

export interface MutantsOptions {
  readonly rooms: readonly Room[];
  /** Files whose path contains one of these; undefined: all. */
  readonly files: readonly string[] | undefined;
  readonly seed: string;
  /** Of each room. */
  readonly sample: number;
}

export const USAGE = `usage: npm run mutants -- [--room ROOM]… [--file PART]… [--seed TEXT] [--sample NUMBER | --all]
rooms: ${Object.keys(WANTED).join(', ')}`;

/** What is wrong with the arguments comes back as a sentence. */
export function mutantsOptions(args: readonly string[]): MutantsOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        room: { type: 'string', multiple: true },
        file: { type: 'string', multiple: true },
        seed: { type: 'string', default: 'mutants' },
        sample: { type: 'string' },
        all: { type: 'boolean', default: false },
      },
    });
    if (values.all && values.sample !== undefined) return '--all and --sample exclude each other';
    const sample = values.all ? Infinity : Number(values.sample ?? '300');
    if (!(sample >= 1) || (sample % 1 !== 0 && sample !== Infinity))
      return `--sample needs a whole number above 0, not '${values.sample}'`;
    const unknown = values.room?.find((name) => !isRoom(name));
    if (unknown !== undefined) return `there is no room '${unknown}'`;
    const rooms = values.room?.filter(isRoom) ?? (Object.keys(WANTED) as Room[]);
    return { rooms, files: values.file, seed: values.seed, sample };
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

function isRoom(name: string): name is Room {
  return Object.hasOwn(WANTED, name);
}
