/** One run: what the model says of a message, and its one end, whatever ends it. */
import { ModelFailed, stream } from './model.mjs';

const LONGEST_MS = 120_000;

export class Run {
  over = false;
  #text = '';
  #seq = 0;
  #stop = new AbortController();
  #late;

  constructor(gateway, session, runId) {
    this.gateway = gateway;
    this.session = session;
    this.runId = runId;
  }

  async play() {
    const { gateway, session, runId } = this;
    // what was said before, whose replies may have come while this one waited; then its own message
    const waiting = session.entries.filter((one) => session.queue.includes(one.idempotencyKey));
    const told = session.entries.filter((one) => !waiting.includes(one));
    const own = waiting.filter((one) => one.idempotencyKey === runId);
    const messages = [...told, ...own].map(({ role, content }) => ({ role, content }));
    this.#late = setTimeout(() => void this.end('error', 'error', 'the run took too long'), LONGEST_MS);
    this.#agent('lifecycle', { phase: 'start', startedAt: Date.now() });
    gateway.changed(session, { phase: 'start', runId });
    try {
      for await (const { text, tokens } of stream(gateway.provider, messages, this.#stop.signal)) {
        if (this.over) return;
        if (tokens !== undefined) {
          session.row.totalTokens += tokens;
          await gateway.tokensIn(this.#text);
          return await this.end('final', 'stop');
        }
        this.#text += text;
        this.#agent('assistant', { delta: text });
        this.#chat('delta', { deltaText: text });
      }
    } catch (thrown) {
      if (!(thrown instanceof ModelFailed)) throw thrown;
      if (!this.over) await this.end('error', 'error', thrown.message);
    }
  }

  #agent(name, data) {
    const { runId, session } = this;
    const payload = { runId, sessionKey: session.key, seq: ++this.#seq, stream: name, ts: Date.now(), data };
    this.gateway.tellOfRun('agent', payload);
  }

  #chat(state, more) {
    const { runId, session } = this;
    this.gateway.tellOfRun('chat', { runId, sessionKey: session.key, seq: this.#seq, state, ...more });
  }

  /** Once: the entry, the events, and the next one's turn. */
  async end(state, reason, error) {
    if (this.over) return;
    this.over = true;
    this.#stop.abort();
    const { gateway, session, runId } = this;
    session.queue.splice(session.queue.indexOf(runId), 1);
    clearTimeout(this.#late);
    const name = `${session.key}\n${runId}`;
    gateway.store.runs.get(name).over = true;
    gateway.runs.delete(name);
    const more = error === undefined ? {} : { errorMessage: error };
    const entry = session.add('assistant', this.#text, runId, { stopReason: reason, ...more });
    const status = { final: 'done', error: 'failed', aborted: 'killed' }[state];
    const now = Date.now();
    Object.assign(session.row, {
      status: session.queue.length > 0 ? 'running' : status,
      endedAt: now,
      updatedAt: now,
    });
    await gateway.store.save();
    if (gateway.putsBack) gateway.store.sessions.set(session.key, session);
    if (gateway.lanes.get(session.key) === this) gateway.lanes.delete(session.key);
    const phase = state === 'error' ? 'error' : 'end';
    this.#agent('lifecycle', { phase, endedAt: Date.now() });
    gateway.message(session, entry);
    const message = {
      role: 'assistant',
      content: [{ type: 'text', text: this.#text }],
      timestamp: Date.now(),
    };
    if (state === 'error') this.#chat('error', { errorMessage: error });
    else this.#chat(state, { message, ...(state === 'aborted' ? { stopReason: reason } : {}) });
    gateway.changed(session, { phase, runId });
    gateway.work(session);
  }
}
