/** An agent runtime that says `word 1`, `word 2` … as long as nobody stops it when it is asked to speak slowly. */
import type { ProviderCall, ProviderEvent, ProviderRequest } from '../../src/gateway/port.ts';
import { builtInRuntime } from '../../src/serve/built-in-runtime.ts';
import type { Life } from '../../src/serve/life.ts';
import { identityOf, type Runtime } from '../../src/serve/runtime.ts';

const WORD_EVERY_MS = 200;

export function slowRuntime(): Runtime {
  const quick = builtInRuntime('clients');
  return {
    mount(life) {
      const provider = quick.mount(life);
      return {
        call: (request, onEvent) =>
          request.messages.at(-1)?.text.includes('slowly') === true
            ? speakSlowly(life, request, onEvent)
            : provider.call(request, onEvent),
      };
    },
  };
}

function speakSlowly(
  life: Life,
  request: ProviderRequest,
  onEvent: (event: ProviderEvent) => void,
): ProviderCall {
  const who = identityOf(request);
  let said = 0;
  const interval = setInterval(() => {
    life.deliver(() =>
      onEvent(
        said++ === 0 ? { ...who, type: 'start' } : { ...who, type: 'delta', text: `word ${said - 1} ` },
      ),
    );
  }, WORD_EVERY_MS);
  const end = (): void => clearInterval(interval);
  life.onEnd(end);
  return { cancel: end };
}
