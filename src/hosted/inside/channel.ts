/**
 * The channel to our side: one blocking read, one blocking write. While this process waits for an answer nothing in it
 * runs. Owns the two descriptors; when our side is gone the process ends at once.
 */
import fs from 'node:fs';
import { READS_FROM, WRITES_TO, type Outbound, type Remark, type TakenReply } from '../messages.ts';

const { readSync, writeSync } = fs;
/** Without another word: no listener hears of it. */
export const leave = (process as unknown as { reallyExit(code: number): never }).reallyExit.bind(process);

/** How far the process is ahead of our side. */
export const lead = {
  /** When our side last let it go on. */
  heardMicros: 0,
  /** Until then it may go on by itself. */
  untilMicros: 0,
  /** Our side comes to where it is. */
  end: (): void => undefined,
};

/** What was said before anybody heard it; undefined: the channel is open. */
let early: Remark[] | undefined = [];

/** From here on our side is at the other end: a process that is forked has no channel before. */
export function openChannel(): void {
  const said = early ?? [];
  early = undefined;
  said.forEach(say);
}

/** Sends what leaves the process and waits until it is taken. */
export function emit(message: Outbound): Omit<TakenReply, 'untilMicros'> {
  // what is done to files before birth, is done to nobody's
  if (early !== undefined && message.type === 'disk') return { ok: true };
  if (early !== undefined) throw new Error(`cannot be loaded ahead: nobody is there for ${message.type}`);
  lead.end();
  send(message);
  const reply = receive() as TakenReply;
  lead.untilMicros = reply.untilMicros;
  return reply;
}

export function say(message: Remark): void {
  if (early !== undefined) return void early.push(message);
  // what is traced belongs to no time
  if (message.type !== 'idle' && message.type !== 'trace') lead.end();
  send(message);
}

export function receive(): unknown {
  const length = read(4).readUInt32LE(0);
  return JSON.parse(read(length).toString('utf8'));
}

function send(message: unknown): void {
  const text = Buffer.from(JSON.stringify(message));
  const framed = Buffer.allocUnsafe(4 + text.length);
  framed.writeUInt32LE(text.length, 0);
  text.copy(framed, 4);
  try {
    for (let at = 0; at < framed.length;) at += writeSync(WRITES_TO, framed, at);
  } catch {
    leave(0);
  }
}

function read(length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length;) {
    const count = readSync(READS_FROM, bytes, at, length - at, null);
    if (count === 0) leave(0);
    at += count;
  }
  return bytes;
}
