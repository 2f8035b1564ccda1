/** Cannot be forked: it has a socket open once it is loaded. */
import { createServer } from 'node:net';

const server = createServer().listen(0, '127.0.0.1');
export const onFork = (): unknown => server.close();
