/**
 * A correct gateway of its own, written with async and await: one journal for everything, one lane per conversation,
 * model calls as async iterables. Shares no code with the reference, so that the judge can not take the reference's
 * habits for the protocol. Speaks reference@1.
 */
import { ms } from '../../../kernel/time.ts';
import { CLOSE } from '../../../protocol/close-codes.ts';
import type { Gateway, Host } from '../../port.ts';
import { Broadcaster } from './broadcaster.ts';
import type { App } from './conversation.ts';
import { accept } from './handshake.ts';
import { insist, Journal, StorageError } from './journal.ts';
import { Memory } from './memory.ts';
import { atMost, sleep } from './promised.ts';
import { Requests } from './requests.ts';
import { INTERRUPTED, settle, settlement } from './settling.ts';
import { work } from './turns.ts';

/** How long a stop waits for what is under way. */
const STOP_PATIENCE = ms(2_000);
/** How long goodbyes may take to leave. */
const FAREWELL = ms(50);

export const awaits: Gateway = {
  name: 'awaits',
  awaits: true,
  neverMutates: true,
  boot: (host) => void live(host),
};

async function live(host: Host): Promise<void> {
  const { limits } = host.settings;
  const app: App = {
    host,
    memory: new Memory(),
    journal: new Journal(host.disk),
    broadcaster: new Broadcaster(limits),
    stopping: false,
  };
  const requests = new Requests(app);
  host.onStop(() => void stop(app, requests));

  for (const change of await app.journal.read()) app.memory.apply(change);
  await interrupt(app, requests);
  if (app.stopping) return;
  host.listen((socket) => accept(app, requests, socket));
  for (const key of app.memory.sessions.keys()) void work(requests.conversation(key));
  for (;;) {
    await sleep(host.timers, ms(limits.tickIntervalMs));
    app.broadcaster.send('tick', () => ({ ts: host.clock.wallMillis() }));
  }
}

/** Ends the turns that the last incarnation had begun; those that waited still wait. */
async function interrupt({ host, memory, journal }: App, requests: Requests): Promise<void> {
  const changes = [...memory.sessions.values()].flatMap(({ key, turns }) =>
    turns
      .filter((turn) => turn.startedAt !== null)
      .map((turn) => settlement(requests.conversation(key), turn, INTERRUPTED)),
  );
  if (changes.length === 0) return;
  await insist(host.timers, () => journal.commit(changes));
  for (const change of changes) memory.apply(change);
}

/** Says goodbye, ends what the model works on, waits for what is being written, and exits. */
async function stop(app: App, requests: Requests): Promise<void> {
  const { host, broadcaster } = app;
  app.stopping = true;
  broadcaster.send('shutdown', () => ({ reason: 'service restart' }));
  const endings = [...requests.conversations.values()].map(async (conversation) => {
    const { activeRun, lane } = conversation;
    try {
      if (activeRun !== undefined) await lane.run(() => settle(conversation, [activeRun.turn], INTERRUPTED));
      await lane.idle;
    } catch (error) {
      // what could not be stored by now is ended by the next incarnation
      if (!(error instanceof StorageError)) throw error;
    }
  });
  await atMost(host.timers, STOP_PATIENCE, endings);
  for (const connection of broadcaster.connections)
    void connection.close(CLOSE.serviceRestart, 'service restart');
  await sleep(host.timers, FAREWELL);
  host.exit();
}
