/** Copies of plain JSON values. Must not know: what they mean. */

/** A copy that shares nothing which could be changed; of plain JSON, or of a value made of that and of undefined. */
export function plainCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => plainCopy(item)) as T;
  const copy: Record<string, unknown> = {};
  for (const key in value) setMember(copy, key, plainCopy(value[key]));
  return copy as T;
}

/** A member called `__proto__` is one like others, as for `JSON.parse`, and no prototype. */
export function setMember(copy: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') copy[key] = value;
  else Object.defineProperty(copy, key, { value, enumerable: true, writable: true, configurable: true });
}
