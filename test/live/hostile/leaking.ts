/** A target that shows the token of its clients wherever it can say anything, in many forms. */
import { WebSocketServer } from 'ws';

const [, , way, port, token = ''] = process.argv;
const base64 = (before: string): string => Buffer.from(`${before}${token}.`).toString('base64');
const forms = [
  token,
  base64(''),
  base64('a'),
  base64('ab'),
  Buffer.from(token).toString('hex'),
  Array.from(token, (one) => `%${one.charCodeAt(0).toString(16)}`).join(''),
  Array.from(token, (one) => `\\u00${one.charCodeAt(0).toString(16)}`).join(''),
];
const escaped = `{"type":"event","event":"chat","seq":9,"payload":{"text":"${forms.at(-1) ?? ''}"}}`;
const event = (payload: object, seq: number): string =>
  JSON.stringify({ type: 'event', event: 'chat', seq, payload });

for (const form of forms) console.log(`listening with ${form}`);
process.stdout.write(`${token.slice(0, 23)}\n${token.slice(23)}\n`);

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(port) });
server.on('connection', (socket) => {
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => {
    const { id, method } = JSON.parse(data.toString()) as { id: string; method: string };
    if (method !== 'connect') return;
    if (way === 'refuses') {
      const error = { code: 'UNAUTHORIZED', message: `no entry with ${forms.join(' or ')}` };
      return socket.send(JSON.stringify({ type: 'res', id, ok: false, error }));
    }
    const payload = { type: 'hello-ok', protocol: 3, server: { version: 'reference-1' } };
    socket.send(JSON.stringify({ type: 'res', id, ok: true, payload }));
    forms.forEach((text, at) => socket.send(event({ text }, at + 1)));
    socket.send(escaped);
    socket.send(event({ text: token.slice(0, 24) }, 10));
    socket.send(event({ text: token.slice(24) }, 11));
    socket.close(4000, `go away, ${token}`);
  });
  socket.send(JSON.stringify({ type: 'event', event: 'connect.challenge', payload: { nonce: 'n' } }));
});
