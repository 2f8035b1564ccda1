/** Loaded ahead: says how often that was, and by whom. */
const loads = globalThis as { ahead?: number[] };
(loads.ahead ??= []).push(process.pid);
