/** The small gateway, which first says whether it has run before. */
import { age } from './age.mjs';

console.log(`it is ${age}`);
await import('./gateway.mjs');
