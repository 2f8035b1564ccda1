/**
 * The model behind the gateway: chat completions over HTTP, streamed. Must not know sessions. With
 * GATEWAY_DECODES_ALONE=1 it decodes each chunk by itself, whatever character the chunk may part.
 */
export class ModelFailed extends Error {}

const alone = () =>
  new TransformStream({
    transform: (chunk, out) => out.enqueue(new TextDecoder().decode(chunk)),
  });
const decoded = (body) =>
  body.pipeThrough(process.env.GATEWAY_DECODES_ALONE === '1' ? alone() : new TextDecoderStream());

/** Gives `{ text }` for each piece and at last `{ tokens }`. Throws ModelFailed. */
export async function* stream(base, messages, signal) {
  let response;
  try {
    response = await fetch(`${base}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'any', stream: true, messages }),
      signal,
    });
  } catch (error) {
    throw new ModelFailed(error.message);
  }
  if (!response.ok) throw new ModelFailed(`status ${response.status}`);
  let tokens = 0;
  let rest = '';
  try {
    for await (const chunk of decoded(response.body)) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (!line.startsWith('data: ')) continue;
        if (line === 'data: [DONE]') return yield { tokens };
        const { error, usage, choices } = JSON.parse(line.slice('data: '.length));
        if (error !== undefined) throw new ModelFailed(error.message);
        tokens = usage?.total_tokens ?? tokens;
        const text = choices[0].delta.content;
        if (text) yield { text };
      }
    }
  } catch (error) {
    throw new ModelFailed(error.message);
  }
  throw new ModelFailed('the stream ended early');
}
