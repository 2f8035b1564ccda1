/**
 * What a hosted process can learn of the machine and of itself: the same everywhere. Its pid is its own among all lives
 * of an execution; memory and processors are those of no machine. Must not know who asks.
 */
import os from 'node:os';
import v8 from 'node:v8';
import { birth, replace, replaceGetter, replaceAll } from './life.ts';

const GIB = 1024 ** 3;
const MEMORY = { rss: 200e6, heapTotal: 100e6, heapUsed: 60e6, external: 5e6, arrayBuffers: 1e6 };
const PARENT = 1;

const failure = (code: string, errno: number, text: string): Error =>
  Object.assign(new Error(`${text} ${code}`), { code, errno, syscall: 'kill' });

export function installMachine(): void {
  replaceGetter(process, 'pid', () => birth.pid);
  replaceGetter(process, 'ppid', () => PARENT);
  for (const name of ['getuid', 'geteuid', 'getgid', 'getegid']) replace(process, name, () => 1000);
  const memoryUsage = Object.assign(() => ({ ...MEMORY }), { rss: () => MEMORY.rss });
  replaceAll(process, {
    memoryUsage,
    cpuUsage: () => ({ user: 0, system: 0 }),
    threadCpuUsage: () => ({ user: 0, system: 0 }),
    resourceUsage: () => ({ userCPUTime: 0, systemCPUTime: 0, maxRSS: MEMORY.rss / 1024 }),
    availableMemory: () => 4 * GIB,
    constrainedMemory: () => 8 * GIB,
    kill: (pid: number, signal: string | number = 'SIGTERM') => {
      if (pid !== birth.pid) throw failure('ESRCH', -3, 'kill');
      if (signal !== 0) process.emit(String(signal) as 'SIGTERM');
      return true;
    },
  });
  const processor = { model: 'hosted', speed: 2000, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } };
  replaceAll(os, {
    hostname: () => 'hosted',
    cpus: () => [processor, processor],
    availableParallelism: () => 2,
    freemem: () => 4 * GIB,
    totalmem: () => 8 * GIB,
    loadavg: () => [0, 0, 0],
    uptime: () => 86_400,
    release: () => '6.1.0',
    version: () => '#1',
    userInfo: () => ({
      uid: 1000,
      gid: 1000,
      username: 'hosted',
      homedir: process.env['HOME'] ?? '/',
      shell: '/bin/sh',
    }),
    networkInterfaces: () => ({
      lo: [
        {
          address: '127.0.0.1',
          netmask: '255.0.0.0',
          family: 'IPv4',
          mac: '00:00:00:00:00:00',
          internal: true,
          cidr: '127.0.0.1/8',
        },
      ],
    }),
  });
  replaceAll(v8, {
    getHeapStatistics: () => ({
      total_heap_size: 100e6,
      used_heap_size: 60e6,
      heap_size_limit: 4 * GIB,
      total_available_size: 4 * GIB,
      malloced_memory: 1e6,
      peak_malloced_memory: 1e6,
      total_physical_size: 100e6,
      total_heap_size_executable: 1e6,
      number_of_native_contexts: 1,
      number_of_detached_contexts: 0,
      does_zap_garbage: 0,
      external_memory: 5e6,
    }),
  });
  installCollector();
}

/** When memory is collected is nobody's decision: nothing is seen to be collected. */
function installCollector(): void {
  class Holder {
    readonly #value: unknown;
    constructor(value: unknown) {
      this.#value = value;
    }
    deref(): unknown {
      return this.#value;
    }
  }
  Object.defineProperty(Holder, 'name', { value: 'WeakRef' });
  class Silence {
    register(): void {
      // never told
    }
    unregister(): boolean {
      return false;
    }
  }
  Object.defineProperty(Silence, 'name', { value: 'FinalizationRegistry' });
  replace(globalThis, 'WeakRef', Holder);
  replace(globalThis, 'FinalizationRegistry', Silence);
}
