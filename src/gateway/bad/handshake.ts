/** What can be got wrong about whom a gateway greets, and as whom. */
import { isObject, type Frame, type JsonObject } from '../../protocol/frame.ts';
import { ALL_SCOPES } from '../../protocol/scopes.ts';
import { mistakes } from '../entry.ts';
import { referenceGateway } from '../reference/gateway.ts';
import { PROTOCOL } from '../reference/handshake.ts';

const A_DAY_MS = 86_400_000;

export const BAD_HANDSHAKE = mistakes(null, {
  'trusts-the-missing-token': {
    incident: '46892',
    trigger: [{ fault: 'handshake.no-token' }],
    convictedBy: ['handshake/strict'],
    words: /got a hello in spite of a wrong or missing token/,
    sentence: 'Greets who shows no token at all: only a token that is there is compared.',
    tamper: ({ settings }) => ({
      incoming: (frame) =>
        connecting(frame, (params) => (isObject(params['auth']) ? {} : { auth: { token: settings.token } })),
    }),
  },
  'compares-token-beginnings': {
    incident: '46892',
    trigger: [{ fault: 'handshake.wrong-token', with: { token: 'longer' } }],
    convictedBy: ['handshake/strict'],
    words: /got a hello in spite of a wrong or missing token/,
    sentence: 'Compares as much of a token as it knows, so that whatever follows does not matter.',
    tamper: ({ settings: { token } }) => ({
      incoming: (frame) =>
        connecting(frame, ({ auth }) => {
          const shown = isObject(auth) ? auth['token'] : undefined;
          return typeof shown === 'string' && shown.startsWith(token) ? { auth: { token } } : {};
        }),
    }),
  },
  'takes-no-scope-for-every-scope': {
    incident: '63374',
    trigger: [{ client: ['unscoped'] }],
    convictedBy: ['scope/isolated'],
    words: /asked for no scope, and its hello grants operator\.admin/,
    sentence: 'Grants every scope to who asks for none, as if an empty list were one that nobody wrote.',
    tamper: () => ({
      incoming: (frame) =>
        connecting(frame, ({ scopes }) =>
          Array.isArray(scopes) && scopes.length === 0 ? { scopes: ALL_SCOPES } : {},
        ),
    }),
  },
  'agrees-to-every-protocol': {
    incident: '46892',
    trigger: [{ fault: 'handshake.protocol' }],
    convictedBy: ['handshake/strict'],
    words: /got a hello in spite of a protocol range that does not fit/,
    sentence: 'Greets clients of every protocol version as if they spoke its own.',
    tamper: () => ({
      incoming: (frame) => connecting(frame, () => ({ minProtocol: PROTOCOL, maxProtocol: PROTOCOL })),
    }),
  },
  'agrees-to-older-protocols': {
    incident: '46892',
    trigger: [{ fault: 'handshake.protocol' }],
    convictedBy: ['handshake/strict'],
    words: /got a hello in spite of a protocol range that does not fit/,
    sentence: 'Asks only whether a client is too new: one that stopped at an older version is greeted.',
    tamper: () => ({
      incoming: (frame) =>
        connecting(frame, ({ maxProtocol }) =>
          typeof maxProtocol === 'number' && maxProtocol < PROTOCOL ? { maxProtocol: PROTOCOL } : {},
        ),
    }),
  },
  'overlooks-what-comes-first': {
    incident: '129354',
    trigger: [{ fault: 'handshake.unconnected' }],
    convictedBy: ['handshake/strict'],
    words: /got a hello in spite of a first frame that is not connect/,
    sentence: 'Overlooks whatever comes before connect, and greets who connects after all.',
    tamper: () => ({
      incoming: (frame, { scopes }) =>
        scopes === undefined && (frame.type !== 'req' || frame.method !== 'connect') ? [] : undefined,
    }),
  },
  'waits-for-connect': {
    incident: '129354',
    trigger: [{ fault: 'handshake.silence' }],
    convictedBy: ['handshake/strict'],
    words: /was neither greeted nor closed for \d+ ms of fair time/,
    sentence: 'Keeps a connection open on which nobody ever connects.',
    tamper: () => ({
      gateway: {
        name: 'patient',
        boot(host) {
          const limits = { ...host.settings.limits, handshakeTimeoutMs: A_DAY_MS };
          referenceGateway.boot({ ...host, settings: { ...host.settings, limits } });
        },
      },
    }),
  },
});

/** A connect with other parameters; undefined: the frame is none. */
function connecting(frame: Frame, others: (params: JsonObject) => JsonObject): readonly Frame[] | undefined {
  if (frame.type !== 'req' || frame.method !== 'connect' || !isObject(frame.params)) return undefined;
  return [{ ...frame, params: { ...frame.params, ...others(frame.params) } }];
}
