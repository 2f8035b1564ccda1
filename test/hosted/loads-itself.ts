/** Loads what is to be loaded ahead in its own way. */
let loaded: readonly string[] = [];

export function load(modules: readonly string[]): void {
  loaded = modules;
}

export const onFork = (): void => console.log(`loaded ${loaded.join(' ')}`);
