/**
 * The language's own objects, as they were before a foreign gateway was loaded. The world and the judge run on the
 * same ones: a gateway that replaces one of them changes what it is judged by. What it adds harms nobody.
 */
const NAMES = [
  'Object',
  'Function',
  'Array',
  'String',
  'Number',
  'Boolean',
  'Symbol',
  'BigInt',
  'Map',
  'Set',
  'WeakMap',
  'Promise',
  'RegExp',
  'Math',
  'JSON',
  'Reflect',
  'Uint8Array',
  'Date',
] as const;

interface Known {
  readonly owner: object;
  readonly key: PropertyKey;
  readonly value: unknown;
  readonly name: string;
}

export class BuiltIns {
  readonly #known: Known[] = [];
  readonly #valueOf = Reflect.getOwnPropertyDescriptor;

  constructor() {
    for (const name of NAMES) {
      const value = (globalThis as unknown as Record<string, object>)[name] as object & {
        prototype?: object;
      };
      this.#known.push({ owner: globalThis, key: name, value, name });
      this.#add(name, value);
      if (value.prototype !== undefined) this.#add(`${name}.prototype`, value.prototype);
    }
  }

  /** The name of one that is no longer what it was. */
  changed(): string | undefined {
    for (let at = 0; at < this.#known.length; at++) {
      const { owner, key, value, name } = this.#known[at] as Known;
      if (this.#valueOf(owner, key)?.value !== value) return name;
    }
    return undefined;
  }

  #add(name: string, owner: object): void {
    for (const key of Reflect.ownKeys(owner)) {
      const value: unknown = Reflect.getOwnPropertyDescriptor(owner, key)?.value;
      if (typeof value === 'function')
        this.#known.push({ owner, key, value, name: `${name}.${String(key)}` });
    }
  }
}
