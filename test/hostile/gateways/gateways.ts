/** Gateways that do what a gateway must not: each as the text of its module, with what `gauntlet run` must make of it. */
import { STOPPING } from './stopping-plan.ts';

export interface HostileGateway {
  readonly name: string;
  /** The module; `troubled`, `referenceGateway` and `Message` are imported already. */
  readonly source: string;
  readonly exit: number;
  /** In the first violation of the report, or where there is none on stderr. */
  readonly words: RegExp;
  /** The plan of the seed. Default: the first. */
  readonly plan?: number;
  /** A property that is violated too, and in a plan before `plan`. */
  readonly beside?: string;
  /** The watchdog has to bite. */
  readonly hangs?: true;
}

const POINTS = ['boot', 'connect', 'message', 'close', 'timer', 'disk', 'provider', 'stop'] as const;

/** Nobody can have been answered before. */
const DEAD: ReadonlySet<string> = new Set(['boot', 'connect']);

function at(point: string, body: string): string {
  return `export const gateway = troubled('${point}', (host) => { ${body} });`;
}

function planOf(point: string): { readonly plan?: number } {
  return point === 'stop' ? { plan: STOPPING } : {};
}

function exitAt(point: string): number {
  return DEAD.has(point) ? 4 : 1;
}

const thrown: readonly HostileGateway[] = POINTS.map((point) => ({
  name: `throws at ${point}`,
  ...planOf(point),
  source: at(point, "throw new TypeError('no such thing');"),
  exit: exitAt(point),
  words: /threw TypeError: no such thing at .*throws-at-[a-z]+\.ts:\d+:\d+/,
}));

const ended: readonly HostileGateway[] = POINTS.map((point) => ({
  name: `exits with 0 at ${point}`,
  ...planOf(point),
  source: at(point, 'process.exit(0);'),
  exit: exitAt(point),
  words: /ended its own process with exit code 0/,
}));

const looped: readonly HostileGateway[] = (['boot', 'message', 'timer', 'disk', 'provider'] as const).map(
  (point) => ({
    name: `loops at ${point}`,
    source: at(point, 'for (;;);'),
    exit: exitAt(point),
    words: /hung: it had not returned after/,
    hangs: true,
  }),
);

const EXOTIC: readonly (readonly [name: string, value: string, words: RegExp])[] = [
  ['null', 'null', /threw object: null/],
  ['a string', "'just words'", /threw string: just words/],
  ['a symbol', "Symbol('odd')", /threw symbol: Symbol\(odd\)/],
  ['an object without a prototype', 'Object.create(null)', /threw object/],
  ['a frozen error', "Object.freeze(new RangeError('cold'))", /threw RangeError: cold/],
  [
    'an error called InvariantError',
    "Object.assign(new Error('not yours'), { name: 'InvariantError' })",
    /threw InvariantError: not yours/,
  ],
  [
    'an error called TripwireError',
    "Object.assign(new Error('not yours'), { name: 'TripwireError' })",
    /threw TripwireError: not yours/,
  ],
  [
    'an error whose message throws',
    "Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('never'); } })",
    /threw Error/,
  ],
  [
    'a proxy that answers nothing',
    'new Proxy({}, { get() { throw new Error("never"); }, getPrototypeOf() { throw new Error("never"); } })',
    /threw object/,
  ],
  [
    'an error with a name of ten thousand letters',
    "Object.assign(new Error('x'), { name: 'E'.repeat(1e4) })",
    /threw E{100}:/,
  ],
];

const exotic: readonly HostileGateway[] = EXOTIC.map(([name, value, words]) => ({
  name: `throws ${name}`,
  source: at('message', `throw ${value};`),
  exit: 1,
  words,
}));

const WALLS: readonly (readonly [name: string, body: string, words: RegExp])[] = [
  ['Date.now', 'Date.now();', /Date\.now was reached at .*reaches-date-now\.ts:\d+:\d+ .*host\.clock/],
  ['Math.random', 'Math.random();', /Math\.random\(\) was reached at .*\.ts:\d+:\d+ .*host\.random/],
  ['setTimeout', 'setTimeout(() => {}, 1);', /setTimeout\(\) was reached at .*host\.timers/],
  ['fetch', "fetch('http://127.0.0.1:9');", /fetch\(\) was reached at .*host\.listen/],
  ['a caught Date', 'try { new Date(); } catch {}', /new Date was reached at .*host\.clock/],
];

const walled: readonly HostileGateway[] = WALLS.map(([name, body, words]) => ({
  name: `reaches ${name}`,
  source: at('message', body),
  exit: 3,
  words,
}));

const MISUSE: readonly (readonly [name: string, body: string, words: RegExp])[] = [
  [
    'an undefined delay',
    'host.timers.set(undefined, () => {});',
    /delay in microseconds is a finite number, not undefined/,
  ],
  ['a delay of NaN', 'host.timers.set(NaN, () => {});', /is a finite number, not NaN/],
  ['a BigInt delay', 'host.timers.set(5n, () => {});', /is a finite number, not bigint/],
  ['a timer without a callback', 'host.timers.set(5);', /host\.timers\.set takes a callback, not undefined/],
  ['a handle that is none', 'host.timers.clear(undefined);', /threw TypeError/],
  ['a path that is none', 'host.disk.read(7, () => {});', /host\.disk: a path is a string, not 7/],
  [
    'a text that is none',
    "host.disk.append('x', { a: 1 }, () => {});",
    /host\.disk: a text is a string, not object/,
  ],
  [
    'no prompt',
    "host.provider.call({ purpose: 'run' }, () => {});",
    /the messages are a list, not undefined/,
  ],
  ['a level of its own', "host.log('fatal', 'x');", /the level is info, warn or error, not string/],
];

const misused: readonly HostileGateway[] = MISUSE.map(([name, body, words]) => ({
  name: `gives the host ${name}`,
  source: at('message', body),
  exit: 1,
  words,
}));

/** Sends something on each connection when it is told of a message. */
function sending(what: string): string {
  return `export const gateway = { name: 'sender', boot(host) {
    referenceGateway.boot({ ...host, listen: (accept) => host.listen((socket) => {
      const handler = accept(socket);
      return { ...handler, onClose: (c, r) => handler.onClose(c, r), onMessage(message) {
        handler.onMessage(message);
        if (message.frame?.method === 'sessions.list') { ${what} }
      } };
    }) });
  } };`;
}

const SENT: readonly (readonly [name: string, body: string, words: RegExp])[] = [
  [
    'a BigInt seq',
    "socket.send(Message.of({ type: 'event', event: 'x', payload: {}, seq: 1n }));",
    /threw TypeError: .*BigInt/,
  ],
  [
    'a payload in a circle',
    "const a = {}; a.a = a; socket.send(Message.of({ type: 'event', event: 'x', payload: a }));",
    /threw TypeError: .*circular/,
  ],
  ['nothing', 'socket.send(undefined);', /socket\.send takes a Message .*, not undefined/],
  [
    'a message of nothing',
    'socket.send(Message.of(undefined));',
    /the JSON text of the frame is a string, not undefined/,
  ],
  [
    'a frame instead of a message',
    "socket.send({ type: 'event', event: 'x' });",
    /socket\.send takes a Message/,
  ],
  ['a close code that is a word', "socket.close('1000', 'bye');", /the code is a finite number, not string/],
  [
    'a payload whose toJSON throws',
    "socket.send(Message.of({ type: 'event', event: 'x', payload: { toJSON() { throw new Error('never'); } } }));",
    /threw Error: never/,
  ],
];

const sent: readonly HostileGateway[] = SENT.map(([name, body, words]) => ({
  name: `sends ${name}`,
  source: sending(body),
  exit: 1,
  words,
}));

const others: readonly HostileGateway[] = [
  {
    name: 'burns a number in every plan and throws where it is stopped',
    source: `const inner = troubled('stop', () => { throw new Error('at last'); });
      export const gateway = { name: 'both', boot(host) {
        inner.boot({ ...host, listen: (accept) => host.listen((socket) => {
          const handler = accept(socket);
          return { ...handler, onClose: (c, r) => handler.onClose(c, r), onMessage(message) {
            handler.onMessage(message);
            if (message.frame?.method === 'sessions.list')
              socket.send(Message.of({ type: 'event', event: 'tick', payload: { ts: 1 }, seq: 99_999 }));
          } };
        }) });
      } };`,
    plan: STOPPING,
    exit: 1,
    words: /threw Error: at last/,
    beside: 'seq/contiguous',
  },
  {
    name: 'throws while it is loaded',
    source: "throw new Error('not today');",
    exit: 4,
    words: /threw Error: not today at .*:\d+:\d+ while it was loaded/,
  },
  {
    name: 'exits with 1 while it is loaded',
    source: 'process.exit(1);',
    exit: 4,
    words: /\.ts ended its own process with exit code 1 while it was loaded/,
  },
  {
    name: 'loops while it is loaded',
    source: 'for (;;);',
    exit: 4,
    words: /hung: .* while it was loaded/,
    hangs: true,
  },
  {
    name: 'exits with 1 at timer',
    source: at('timer', 'process.exit(1);'),
    exit: 1,
    words: /exit code 1 right after record \d+/,
  },
  {
    name: 'aborts',
    source: at('timer', 'process.abort();'),
    exit: 1,
    words: /ended its own process by SIGABRT right after record/,
  },
  {
    name: 'kills itself',
    source: at('timer', "process.kill(process.pid, 'SIGKILL');"),
    exit: 1,
    words: /ended its own process by SIGKILL right after record/,
  },
  {
    name: 'exits with 7 at timer',
    source: at('timer', 'process.exit(7);'),
    exit: 1,
    words: /exit code 7/,
  },
  {
    name: 'exits from a timer of its module',
    source: 'setImmediate(() => process.exit(0)); export const gateway = referenceGateway;',
    exit: 4,
    words: /ended its own process with exit code 0/,
  },
  {
    name: 'throws from a timer of its module',
    source: "setImmediate(() => { throw new Error('late'); }); export const gateway = referenceGateway;",
    exit: 1,
    words: /threw Error: late/,
  },
  {
    name: 'arms a timer again at the same instant',
    source: at('timer', 'const again = () => { host.timers.set(0, again); }; again();'),
    exit: 1,
    words: /time stands still: more than \d+ events in one instant/,
  },
  {
    name: 'rejects without awaits',
    source:
      "export const gateway = { name: 'async', async boot(host) { referenceGateway.boot(host); throw new Error('nobody awaits'); } };",
    exit: 1,
    words: /threw Error: nobody awaits/,
  },
  {
    name: 'rejects with awaits',
    source:
      "export const gateway = { name: 'async', awaits: true, boot(host) { referenceGateway.boot(host); void (async () => { await new Promise((done) => { host.timers.set(2_500_000, done); }); throw new Error('awaited'); })(); } };",
    exit: 1,
    words: /threw Error: awaited/,
  },
  {
    name: 'waits for ever with awaits',
    source:
      "export const gateway = { name: 'async', awaits: true, boot(host) { referenceGateway.boot(host); void (async () => { await new Promise(() => {}); })(); } };",
    exit: 2,
    words: /^$/,
  },
  {
    name: 'starves the loop with promises',
    source:
      "export const gateway = { name: 'async', awaits: true, boot(host) { referenceGateway.boot(host); host.timers.set(2_500_000, () => { const again = async () => { await null; await again(); }; const turn = () => Promise.resolve().then(turn); void turn(); }); } };",
    exit: 1,
    words: /hung/,
    hangs: true,
  },
  {
    name: 'prints',
    source: at(
      'message',
      "console.log('one %d', 1); console.error('two'); console.table([{ a: 1 }]); console.time('x'); console.timeEnd('x'); process.stdout.write('three');",
    ),
    exit: 2,
    words: /^$/,
  },
  {
    name: 'leaves handles behind',
    source:
      "import { createServer } from 'node:net'; setInterval(() => {}, 1000); createServer().listen(0, '127.0.0.1'); export const gateway = referenceGateway;",
    exit: 2,
    words: /^$/,
  },
  {
    name: 'replaces Array.prototype.map',
    source: at('message', 'Array.prototype.map = function () { return []; };'),
    exit: 3,
    words: /replaces Array\.prototype\.map/,
  },
  {
    name: 'replaces JSON.stringify',
    source: at('message', "JSON.stringify = () => '{}';"),
    exit: 3,
    words: /replaces JSON\.stringify/,
  },
  {
    name: 'adds to Array.prototype',
    source:
      'Object.defineProperty(Array.prototype, "last", { value() {} }); export const gateway = referenceGateway;',
    exit: 2,
    words: /^$/,
  },
  {
    name: 'replaces process.exit',
    source: 'process.exit = () => {}; export const gateway = referenceGateway;',
    exit: 2,
    words: /^$/,
  },
  {
    name: 'is mute',
    source:
      "export const gateway = { name: 'mute', boot(host) { host.listen(() => ({ onMessage() {}, onClose() {} })); } };",
    exit: 4,
    words: /never sent connect\.challenge/,
  },
  {
    name: 'never listens',
    source: "export const gateway = { name: 'deaf', boot() {} };",
    exit: 4,
    words: /never called host\.listen/,
  },
  {
    name: 'ends the worker it is not in',
    source:
      "import { parentPort } from 'node:worker_threads'; export const gateway = troubled('timer', () => { parentPort.close(); });",
    exit: 1,
    words: /threw TypeError/,
  },
  {
    name: 'disconnects from who asked',
    source: at('timer', 'process.disconnect();'),
    exit: 1,
    words: /threw TypeError: process\.disconnect is not a function/,
  },
];

/** In two halves, which take about as long. */
export const WRONG_GATEWAYS: readonly HostileGateway[] = [
  ...thrown,
  ...exotic,
  ...walled,
  ...misused,
  ...sent,
];
export const FATAL_GATEWAYS: readonly HostileGateway[] = [...ended, ...looped, ...others];
