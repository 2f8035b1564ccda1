import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ProviderServer } from '../../src/live/provider-server.ts';
import { RealTime } from '../../src/live/real-time.ts';
import { ScriptedProvider } from '../../src/execution/provider.ts';
import { recordsOf, smallContext, type LoosePlan, type SmallContext } from '../execution/small-context.ts';
import { until } from './temporary-folder.ts';

interface Bench extends SmallContext {
  readonly provider: ScriptedProvider;
  readonly url: string;
  /** The process that asks is gone. */
  dieAtNextEvent(): void;
}

async function bench(turn: object = {}, plan: LoosePlan = {}): Promise<Bench> {
  const send = { do: 'send', id: 'm1', client: 'web', session: 's', atMs: 0, turn } as const;
  const small = smallContext({ operations: [send], summaryMs: 5, ...plan });
  const time = new RealTime(small.world.loop);
  const provider = new ScriptedProvider(small.world, small.faults);
  let lives = true;
  let doomed = false;
  const server = new ProviderServer(time, () =>
    provider.mount(
      () => lives,
      (callback) => {
        callback();
        if (doomed) lives = false;
      },
    ),
  );
  await server.listen();
  time.start();
  onTestFinished(() => {
    time.stop();
    server.close();
  });
  /** The process is gone as soon as it was told one event more. */
  const dieAtNextEvent = (): void => {
    doomed = true;
  };
  return Object.assign(small, { provider, url: server.url, dieAtNextEvent });
}

interface Asked {
  readonly request: ClientRequest;
  status: number;
  text: string;
  state: 'going' | 'ended' | 'broken';
}

function ask(url: string, method: string, body?: unknown): Asked {
  const asked: Asked = { request: request(url, { method }), status: 0, text: '', state: 'going' };
  asked.request.on('error', () => (asked.state = 'broken'));
  asked.request.on('response', (response: IncomingMessage) => {
    asked.status = response.statusCode ?? 0;
    response.setEncoding('utf8').on('data', (text: string) => (asked.text += text));
    response.on('end', () => (asked.state = 'ended'));
    response.on('close', () => {
      if (!response.complete) asked.state = 'broken';
    });
  });
  asked.request.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  return asked;
}

async function over(asked: Asked): Promise<Asked> {
  await until(() => asked.state !== 'going', 'the end of the answer');
  return asked;
}

const MESSAGES = [
  { role: 'system', content: 'You are an agent.' },
  { role: 'user', content: [{ type: 'text', text: 'hello [[m1]]' }] },
];

function complete(given: Bench, body: object = {}): Asked {
  return ask(`${given.url}/v1/chat/completions`, 'POST', { messages: MESSAGES, ...body });
}

/** The chunks of a stream, as far as they are JSON. */
function chunksOf({
  text,
}: Asked): { choices?: [{ delta: { content?: string }; finish_reason: string | null }]; usage?: object }[] {
  const lines = text.split('\n').filter((line) => line.startsWith('data: {'));
  return lines.map((line) => JSON.parse(line.slice(6)) as object);
}

function steps(given: Bench): string[] {
  return recordsOf(given.recorder, 'provider').map(({ event, purpose }) => `${purpose} ${event}`);
}

const TWO_WORDS = {
  steps: [
    { type: 'delta', afterMs: 1, bytes: 8 },
    { type: 'tool', afterMs: 1, bytes: 6 },
  ],
  tokens: 7,
};

describe('the provider as chat completions', () => {
  it('streams the script of the send, whose marker it finds in the prompt', async () => {
    const given = await bench(TWO_WORDS);
    const asked = await over(complete(given, { stream: true }));
    expect(asked.state).toBe('ended');
    const chunks = chunksOf(asked);
    expect(chunks.map((chunk) => chunk.choices?.[0].delta.content).join('')).toBe('m1.0 xxxm1.1 x');
    expect(chunks.at(-1)).toMatchObject({ choices: [{ finish_reason: 'stop' }], usage: { total_tokens: 7 } });
    expect(asked.text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(steps(given)).toEqual(['run call', 'run start', 'run delta', 'run delta', 'run end']);
    expect(given.provider.active).toBe(0);
  });

  it('cuts a long text into events that a reader of streams takes', async () => {
    const bytes = 20 * 1024 * 1024;
    const asked = await over(
      complete(await bench({ steps: [{ type: 'tool', afterMs: 1, bytes }] }), { stream: true }),
    );
    const texts = chunksOf(asked).flatMap((chunk) => chunk.choices?.[0].delta.content ?? []);
    expect(texts.filter((text) => text !== '').length).toBe(3);
    expect(texts.join('').length).toBe(bytes);
  });

  it('says the same in one piece when no stream is asked for', async () => {
    const asked = await over(complete(await bench(TWO_WORDS)));
    expect(asked.status).toBe(200);
    expect(JSON.parse(asked.text)).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: 'm1.0 xxxm1.1 x' }, finish_reason: 'stop' }],
      usage: { total_tokens: 7 },
    });
  });

  it('fails before the first word with a status', async () => {
    const given = await bench(
      {},
      { faults: [{ kind: 'lifecycle.failover', id: 'f', run: 'm1', failures: 1, recovers: false }] },
    );
    const asked = await over(complete(given, { stream: false }));
    expect([asked.status, asked.state]).toEqual([500, 'ended']);
    expect(JSON.parse(asked.text)).toEqual({ error: { message: 'all models failed', type: 'server_error' } });
  });

  it('breaks a stream off that fails in its middle', async () => {
    const given = await bench({ steps: [{ type: 'delta', afterMs: 1 }], end: { type: 'error' } });
    const asked = await over(complete(given, { stream: true }));
    expect([asked.status, asked.state]).toEqual([200, 'broken']);
    expect(asked.text).toContain('"error":{"message":"the model failed"');
    expect(asked.text).not.toContain('[DONE]');
  });

  it('takes it for a cancel when the gateway hangs up, and for none when all was said', async () => {
    const given = await bench({
      steps: [
        { type: 'delta', afterMs: 1 },
        { type: 'delta', afterMs: 60_000 },
      ],
    });
    const asked = complete(given, { stream: true });
    await until(() => asked.text.includes('m1.0'), 'the first word');
    asked.request.destroy();
    await until(() => steps(given).includes('run cancel'), 'the cancel');
    expect(given.provider.active).toBe(0);
    const other = await bench(TWO_WORDS);
    await over(complete(other, { stream: true }));
    expect(steps(other)).not.toContain('run cancel');
  });

  it.each<[string, readonly object[]]>([
    [
      'its system prompt',
      [{ role: 'system', content: 'You are a context summarization assistant.' }, ...MESSAGES.slice(1)],
    ],
    [
      'what is asked last',
      [...MESSAGES, { role: 'user', content: 'Create a structured context checkpoint summary now.' }],
    ],
    [
      'the newer role of a system prompt',
      [{ role: 'developer', content: 'You are a summarization agent' }, ...MESSAGES.slice(1)],
    ],
  ])('recognises a summary by %s', async (_by, messages) => {
    const given = await bench();
    const asked = await over(complete(given, { messages }));
    expect(steps(given)[0]).toBe('summary call');
    expect(asked.text).toContain('[[summary-1]]');
  });

  it('takes a conversation about summaries for none', async () => {
    const given = await bench();
    await over(complete(given, { messages: [{ role: 'user', content: 'the summary was fine [[m1]]' }] }));
    expect(steps(given)[0]).toBe('run call');
  });

  it('lists a model, and says no to what it does not know', async () => {
    const given = await bench();
    expect((await over(ask(`${given.url}/v1/models`, 'GET'))).text).toContain('fake-1');
    expect((await over(ask(`${given.url}/v1/audio`, 'GET'))).status).toBe(404);
    // an address that ends alike is another one
    expect((await over(ask(`${given.url}/v1/v1/models`, 'GET'))).status).toBe(404);
    expect((await over(ask(`${given.url}/v1/v1/chat/completions`, 'POST', {}))).status).toBe(404);
    expect((await over(ask(`${given.url}/chat/completions`, 'POST', {}))).status).toBe(404);
    expect((await over(ask(`${given.url}/v1/audio`, 'POST', {}))).status).toBe(404);
    expect((await over(ask(`${given.url}/v1/chat/completions`, 'POST', 'no JSON'))).status).toBe(400);
    expect((await over(ask(`${given.url}/v1/chat/completions`, 'POST', [1]))).status).toBe(400);
  });
});

const RUN = { runId: 'r1', sessionKey: 's', sessionId: 'g1' };

function call(given: Bench, purpose = 'run'): Asked {
  const body = { purpose, messages: [{ role: 'user', text: 'hello [[m1]]' }], run: RUN };
  return ask(`${given.url}/runtime/calls`, 'POST', body);
}

/** The lines of a call, as `type` or `call ID`. */
function linesOf({ text }: Asked): string[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const { type, call: id } = JSON.parse(line) as { type?: string; call?: string };
    return type ?? `call ${id ?? ''}`;
  });
}

function late(kind: 'lifecycle.late' | 'lifecycle.duplicate' | 'lifecycle.afterword'): LoosePlan {
  const shared = { id: 'f', run: 'm1', delayMs: 30 };
  if (kind === 'lifecycle.afterword') return { faults: [{ kind, ...shared }] };
  return { faults: [{ kind, ...shared, event: 'end' }] };
}

describe('the provider as an agent runtime', () => {
  it('names the call, tells whose each event is, and ends the answer with the run', async () => {
    const given = await bench(TWO_WORDS);
    const asked = await over(call(given));
    expect(asked.state).toBe('ended');
    expect(linesOf(asked)).toEqual(['call 1', 'start', 'delta', 'tool', 'end']);
    const last = JSON.parse(asked.text.trim().split('\n').at(-1) ?? '') as object;
    expect(last).toEqual({ type: 'end', totalTokens: 7, ...RUN });
  });

  it.each<[Parameters<typeof late>[0], readonly string[]]>([
    ['lifecycle.late', ['end']],
    ['lifecycle.duplicate', ['end']],
    ['lifecycle.afterword', ['delta', 'tool']],
  ])('tells what comes after the end, and ends the answer then: %s', async (kind, afterwards) => {
    const given = await bench({ steps: [] }, late(kind));
    const asked = await over(call(given));
    expect(linesOf(asked)).toEqual(['call 1', 'start', 'end', ...afterwards]);
    expect(given.provider.pendingLate).toBe(0);
  });

  it('is cancelled, and ends the answer when nothing more comes', async () => {
    const given = await bench({ steps: [{ type: 'delta', afterMs: 60_000 }] });
    const asked = call(given);
    await until(() => linesOf(asked).includes('start'), 'the start');
    expect((await over(ask(`${given.url}/runtime/calls/1`, 'DELETE'))).status).toBe(204);
    await over(asked);
    expect(steps(given)).toEqual(['run call', 'run start', 'run cancel']);
    expect((await over(ask(`${given.url}/runtime/calls/1`, 'DELETE'))).status).toBe(204);
  });

  it('goes on after a cancel with what comes late all the same', async () => {
    const given = await bench({ steps: [{ type: 'delta', afterMs: 60_000 }] }, late('lifecycle.late'));
    const asked = call(given);
    await until(() => linesOf(asked).includes('start'), 'the start');
    await over(ask(`${given.url}/runtime/calls/1`, 'DELETE'));
    await over(asked);
    expect(linesOf(asked)).toEqual(['call 1', 'start', 'end']);
  });

  it('leaves the answer of a run open that never ends, until it is cancelled', async () => {
    const given = await bench({ steps: [{ type: 'delta', afterMs: 1 }], end: { type: 'never' } });
    const asked = call(given);
    await until(() => linesOf(asked).includes('delta'), 'the only word');
    expect(asked.state).toBe('going');
    await over(ask(`${given.url}/runtime/calls/1`, 'DELETE'));
    expect((await over(asked)).state).toBe('ended');
  });

  it('ends the answer of a summary with its last word', async () => {
    const asked = await over(call(await bench(), 'summary'));
    expect(linesOf(asked)).toEqual(['call 1', 'delta', 'end']);
  });

  it('says nothing more to a process that is gone', async () => {
    const given = await bench({ startAfterMs: 1, steps: [{ type: 'delta', afterMs: 20 }] });
    given.dieAtNextEvent();
    const asked = await over(call(given));
    expect(linesOf(asked)).toEqual(['call 1', 'start']);
  });

  it('says no to what is no call', async () => {
    const given = await bench();
    for (const body of [{}, { purpose: 'run' }, { purpose: 'dream', messages: [] }])
      expect((await over(ask(`${given.url}/runtime/calls`, 'POST', body))).status).toBe(400);
  });
});
