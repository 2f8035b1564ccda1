/**
 * Zod, told before any schema is read that it may make no code out of texts: the page's policy forbids it, and even
 * trying is an error in the console. To be imported before everything that describes data.
 */
import { config } from 'zod';

config({ jitless: true });
