/** Starts campaign-task.ts as the command line starts itself: without a flag that threads would inherit. */
import { register as registerRequire } from 'tsx/cjs/api';
import { register as registerImport } from 'tsx/esm/api';

registerRequire();
registerImport();
await import('./campaign-task.ts');
