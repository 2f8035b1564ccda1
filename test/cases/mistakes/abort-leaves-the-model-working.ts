/** openclaw#101162, #71128: an abort tells the client that the run is over; the model is never told, and costs money. */
import { tampered } from '../../../src/gateway/tampering/tampered.ts';
import { acted } from '../acted.ts';

export const gateway = tampered('abort-leaves-the-model-working', (host) => ({
  provider: (provider) => ({
    call(request, onEvent) {
      let works = true;
      const call = provider.call(request, (event) => {
        if (event.type === 'end' || event.type === 'error') works = false;
        onEvent(event);
      });
      if (request.purpose === 'summary') return call;
      return {
        cancel() {
          if (works) acted(host, 'abort-leaves-the-model-working');
        },
      };
    },
  }),
}));
