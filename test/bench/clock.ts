/**
 * What time is measured by. Wall time is what a person waits; processor time is what the machine worked for this
 * process, the threads in which V8 compiles and collects included, and does not count what others took.
 */

export type Clock = 'wall' | 'processor';

/** Milliseconds since some moment. */
export function nowBy(clock: Clock): number {
  if (clock === 'wall') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
