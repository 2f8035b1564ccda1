/** What crosses between a gateway and the model, made by the code that answers in the live world. */
import type { ProviderEvent } from '../../src/gateway/port.ts';
import { CompletionAnswer, type AnswerSink } from '../../src/wire/completion-answer.ts';
import { readCompletionRequest } from '../../src/wire/completion-request.ts';

const REQUEST = {
  model: 'any',
  stream: true,
  messages: [
    { role: 'user', content: 'please continue [[hello]]' },
    { role: 'assistant', content: 'hello.0 xxxxxxxxxxxxxxxx' },
    { role: 'user', content: 'please continue [[long]]' },
  ],
};

const SUMMARY_REQUEST = {
  ...REQUEST,
  messages: [
    ...REQUEST.messages.slice(0, 2),
    { role: 'user', content: 'Write a summary of the conversation above for a checkpoint.' },
  ],
};

const RUN = { runId: undefined, sessionKey: undefined, sessionId: undefined };
const SAID: Readonly<Record<string, readonly ProviderEvent[]>> = {
  stream: [
    { ...RUN, type: 'start' },
    { ...RUN, type: 'delta', text: 'long.0 xxx' },
    { ...RUN, type: 'end', totalTokens: 100 },
  ],
  failure: [{ ...RUN, type: 'error', message: 'the model failed', totalTokens: 0 }],
};

export function completionExchange(what: string): string {
  if (what === 'request') return posted(REQUEST, 'run');
  if (what === 'summary') return posted(SUMMARY_REQUEST, 'summary');
  const written: string[] = [];
  const sink = {
    headersSent: false as boolean,
    destroyed: false,
    writeHead(status: number, headers: Readonly<Record<string, string>>) {
      sink.headersSent = true;
      written.push(
        `HTTP/1.1 ${status}`,
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
        '',
      );
    },
    write(body: string | Uint8Array) {
      written.push(Buffer.from(body).toString().trimEnd(), '');
    },
    end(text: string) {
      written.push(text.trimEnd());
    },
    destroy() {},
  } satisfies AnswerSink;
  const answer = new CompletionAnswer(sink, true, 1, () => 1_767_268_800_000);
  for (const event of SAID[what] ?? []) answer.say(event);
  return written.join('\n');
}

/** What a gateway posts, if it is read as that. */
function posted(request: typeof REQUEST, purpose: 'run' | 'summary'): string {
  if (readCompletionRequest(request).purpose !== purpose) throw new Error(`it is not read as a ${purpose}`);
  return `POST /v1/chat/completions\ncontent-type: application/json\n\n${JSON.stringify(request)}`;
}
