/** Durations for people. */

/** `1.250 s`, `3.400 ms`, `12 µs`; never parsed. */
export function formatMicros(micros: number): string {
  if (micros >= 1_000_000) return `${(micros / 1_000_000).toFixed(3)} s`;
  if (micros >= 1_000) return `${(micros / 1_000).toFixed(3)} ms`;
  return `${micros} µs`;
}
