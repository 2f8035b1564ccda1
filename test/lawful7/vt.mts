// shim: run a table file without vitest
import { register } from 'node:module';
