/** Errors of files that our side, or a rule of hosting, makes: worded as Node does. */

interface Failing {
  /** What Node calls it. */
  readonly syscall: string;
  /** As the process sees it; undefined: it was named by a descriptor. */
  readonly path: string | undefined;
}

/** It belongs to the machine, which nobody can change. */
export function readOnly({ syscall, path = '' }: Failing): Error {
  return failing(`EROFS: read-only file system, ${syscall} '${path}'`, 'EROFS', -30, { syscall, path });
}

/** The disk is full. */
export function noSpace({ syscall, path }: Failing): Error {
  return failing(`ENOSPC: no space left on device, ${syscall}`, 'ENOSPC', -28, { syscall, path });
}

function failing(message: string, code: string, errno: number, { syscall, path }: Failing): Error {
  return Object.assign(new Error(message), { code, errno, syscall, ...(path === undefined ? {} : { path }) });
}
