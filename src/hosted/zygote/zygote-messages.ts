/**
 * What is said between Gauntlet and a zygote (fork-addon.c speaks the same): requests as fields that each end with a
 * zero, their length before them, and answers as lines. Must not know what is forked.
 */

export interface ForkRequest {
  readonly id: string;
  readonly deadlineMs: number;
  /** Named pipes, seen from the fork. */
  readonly reads: string;
  readonly writes: string;
  /** Files that are written on. */
  readonly output: string;
  readonly errors: string;
}

/** How a process ended; `late`: it was ended, since its time was over. */
export type Departure = { readonly late: boolean } & (
  | { readonly code: number }
  | { readonly signal: number }
);

export type ZygoteAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'refused'; readonly because: string }
  | { readonly type: 'forked'; readonly id: string; readonly pid: number }
  | { readonly type: 'failed'; readonly id: string; readonly because: string }
  | { readonly type: 'ended'; readonly id: string; readonly departure: Departure };

export function forkRequest(request: ForkRequest): Buffer {
  const { id, deadlineMs, reads, writes, output, errors } = request;
  return framed(['fork', id, String(Math.ceil(deadlineMs)), reads, writes, output, errors]);
}

export function killRequest(id: string): Buffer {
  return framed(['kill', id]);
}

function framed(fields: readonly string[]): Buffer {
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(''));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([length, body]);
}

/** What a process says that cannot be a zygote. */
export function refusal(because: string): string {
  return `refused ${because.replace(/\s+/g, ' ').trim()}\n`;
}

/** Without its line's end. Throws on what no zygote says. */
export function parseAnswer(line: string): ZygoteAnswer {
  const [type = '', id = '', ...rest] = line.split(' ');
  if (type === 'ready') return { type };
  if (type === 'refused') return { type, because: [id, ...rest].join(' ') };
  if (type === 'failed') return { type, id, because: rest.join(' ') };
  if (type === 'forked') return { type, id, pid: Number(rest[0]) };
  if (type !== 'ended') throw new Error(`unknown answer: ${line}`);
  const [how, number, late] = rest;
  const by = how === 'signal' ? { signal: Number(number) } : { code: Number(number) };
  return { type, id, departure: { ...by, late: late === 'late' } };
}
