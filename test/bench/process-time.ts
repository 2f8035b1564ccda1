/**
 * Processor time of a process and all below it, from the kernel's account of processes (Linux): of those that live, and
 * of those that ended and were waited for by one of them.
 */
import { readdirSync, readFileSync } from 'node:fs';

const SECONDS_PER_TICK = 0.01;

interface Account {
  readonly parent: number;
  readonly ticks: number;
}

function accounts(): ReadonlyMap<number, Account> {
  const found = new Map<number, Account>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    let stat: string;
    try {
      stat = readFileSync(`/proc/${name}/stat`, 'latin1');
    } catch {
      // it has just ended
      continue;
    }
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ticks = fields.slice(11, 15).reduce((sum, some) => sum + some, 0);
    found.set(Number(name), { parent: fields[1] ?? 0, ticks });
  }
  return found;
}

/** Seconds that this process and its descendants have used until now. */
export function secondsUsed(): number {
  const all = accounts();
  let ticks = 0;
  for (const [pid, account] of all) {
    let ancestor = pid;
    while (ancestor > 1 && ancestor !== process.pid) ancestor = all.get(ancestor)?.parent ?? 0;
    if (ancestor === process.pid) ticks += account.ticks;
  }
  return ticks * SECONDS_PER_TICK;
}
