/**
 * The pump: one event of the agenda for each turn of the real loop, so that next ticks and microtasks are done before
 * the next. When nothing is due and nothing real is under way, our side is asked to let time pass. Owns when time may
 * move; what really waits is named and ends the run.
 */
import type { Advance } from '../messages.ts';
import { lead, receive, say } from './channel.ts';
import { draw } from './chance.ts';
import { agenda, birth, later, refuse } from './life.ts';
import { arrived, isListening } from './network.ts';
import { keepCompiled } from './modules.ts';
import { ended, signalled } from './own-process.ts';
import { endIdleWorkers, hasWorkers } from './workers.ts';
import { isWorking } from './thread-work.ts';

const { setImmediate: nextTurn } = globalThis;

/** Real requests: what libuv works on. Timers, sockets and workers of our own are none of Node's. */
const REAL = /Req|GetAddrInfo|Process|FSEvent|StatWatcher|Worker|MessagePort|TCP|Pipe|UDP|TLS/;
/** Files that a module loader reads by itself: it is waited for, and alone. */
const LOADING = /^FSReq/;
const MOST_TURNS = 5_000_000;

let turns = 0;
let emptied = false;

export function startPump(): void {
  nextTurn(turn);
}

function turn(): void {
  nextTurn(turn);
  if (isWorking()) return wait('work on another thread');
  const due = agenda.take();
  if (due !== undefined) {
    turns = 0;
    emptied = false;
    if (birth.mostMicrosPerEvent > 0)
      agenda.busyUntilMicros = agenda.seenMicros + Math.floor(draw() * birth.mostMicrosPerEvent);
    if (due.owner?.over !== true) due.run();
    return;
  }
  const waiting = process.getActiveResourcesInfo().filter((name) => REAL.test(name));
  if (waiting.length > 0) {
    const foreign = waiting.find((name) => !LOADING.test(name));
    if (foreign !== undefined) refuse(`it really waits for ${foreign}`);
    return wait('files that a module loader reads');
  }
  if (endIdleWorkers()) return;
  if (!agenda.holds && !isListening() && !hasWorkers()) return runOut();
  rest();
}

/** Something real is under way, and nothing but its end may come next. */
function wait(what: string): void {
  if (++turns > MOST_TURNS) refuse(`${what} does not come to an end`);
}

function runOut(): void {
  if (emptied) return ended();
  emptied = true;
  process.emit('beforeExit', Number(process.exitCode ?? 0));
}

function rest(): void {
  turns = 0;
  const { dueMicros } = agenda;
  // nobody else does anything until then: our side need not be asked
  if (dueMicros !== null && dueMicros < lead.untilMicros) return agenda.moveTo(dueMicros);
  letPass(dueMicros);
}

/** Before anything leaves the process: our side is to be at the same time. */
lead.end = () => {
  if (agenda.nowMicros > lead.heardMicros) letPass(agenda.nowMicros);
};

function letPass(dueMicros: number | null): void {
  say({ type: 'idle', dueMicros });
  const { nowMicros, wallMillis, untilMicros, inbound } = receive() as Advance;
  if (nowMicros < agenda.nowMicros) refuse(`something reached it at ${nowMicros} µs, when it had gone ahead`);
  lead.heardMicros = nowMicros;
  lead.untilMicros = untilMicros;
  agenda.nowMicros = nowMicros;
  agenda.wallMillis = wallMillis;
  for (const one of inbound)
    if (one.type === 'keep-compiled') keepCompiled();
    else
      later(0, () => {
        if (one.type === 'signal') signalled(one.signal);
        else arrived(one);
      });
}
