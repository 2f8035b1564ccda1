/** Cannot be loaded ahead: it looks at what the gateway writes later. */
import { existsSync } from 'node:fs';

export const isOld = existsSync('/hosted/state/state.json');
