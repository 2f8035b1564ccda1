/** Starts subject-task.ts as the command line starts itself: without a flag that changes how V8 runs it. */
import { register as registerRequire } from 'tsx/cjs/api';
import { register as registerImport } from 'tsx/esm/api';

registerRequire();
registerImport();
await import('./subject-task.ts');
