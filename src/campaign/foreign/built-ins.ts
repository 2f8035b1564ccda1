/**
 * The language's own objects, as they were before a foreign gateway was loaded. The world and the judge run on the
 * same ones: a gateway that replaces one of them changes what it is judged by. What it adds harms nobody.
 */
const { getOwnPropertyDescriptor, ownKeys } = Reflect;

const OWNERS = { Object, Function, Array, String, Number, Boolean, Symbol, BigInt, Map, Set, WeakMap };
const MORE_OWNERS = { Promise, RegExp, Math, JSON, Reflect, Uint8Array, Date };

interface Known {
  readonly owner: object;
  readonly key: PropertyKey;
  readonly value: unknown;
  readonly name: string;
}

const known: Known[] = [];
for (const [name, value] of Object.entries({ ...OWNERS, ...MORE_OWNERS })) {
  known.push({ owner: globalThis, key: name, value, name });
  know(name, value);
  if ('prototype' in value) know(`${name}.prototype`, value.prototype);
}

function know(name: string, owner: object): void {
  for (const key of ownKeys(owner)) {
    const value: unknown = getOwnPropertyDescriptor(owner, key)?.value;
    if (typeof value === 'function') known.push({ owner, key, value, name: `${name}.${String(key)}` });
  }
}

/** The name of one that is no longer what it was when this module was loaded. */
export function changedBuiltIn(): string | undefined {
  // by index: what iterates may be what was replaced
  for (let at = 0; at < known.length; at++) {
    const { owner, key, value, name } = known[at] as Known;
    if (getOwnPropertyDescriptor(owner, key)?.value !== value) return name;
  }
  return undefined;
}
