import { MISTAKES, SPARES } from './mistakes.mjs';
console.log((process.argv[2] === 'all' ? [...MISTAKES, ...SPARES] : MISTAKES).map(({ name }) => name).join(' '));
