import './set-wire.ts';
import './set-core.ts';
export { VARIANTS, REACHED } from './kit.ts';
