/** What an execution may have left behind: processes, listeners, folders. */
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/** The processes that wrote their ids into `folder` and still live. */
export function livingIn(folder: string): string[] {
  return readdirSync(folder).filter((pid) => lives(Number(pid)));
}

/** The ports in `folder` on which somebody still listens. */
export async function listeningIn(folder: string): Promise<string[]> {
  const ports = readdirSync(folder).map((pid) => readFileSync(join(folder, pid), 'utf8'));
  const open = await Promise.all(ports.filter((port) => port !== '').map(isOpen));
  return open.flatMap((port) => (port === undefined ? [] : [port]));
}

/** A process that ended and that nobody has asked for yet does not live. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

function isOpen(port: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(port);
    });
    socket.once('error', () => resolve(undefined));
  });
}
