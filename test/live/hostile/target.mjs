/** Loads the hostile target, which is TypeScript, in a process of its own. */
import { register } from 'tsx/esm/api';

register();
await import('./target.ts');
