// Makes ./NAME.ts: the reference gateway with one of its lines got wrong (a copy of its folder).
import { cpSync, readFileSync, writeFileSync, readdirSync, rmSync, mkdirSync } from 'node:fs';
import { MISTAKES, SPARES } from './mistakes.mjs';
const ROOT = '../../src';
const HELP = `const FRESH = (): any => (globalThis as any).FRESH;
const acted = (visible: unknown = true, note = ''): boolean => { if (visible) FRESH()?.hit(note); return true; };


void acted;
`;
const only = process.argv.slice(2);
for (const { name, mistake, report, wrong, edits, base } of only.length ? [...MISTAKES, ...SPARES].filter((one) => only.includes(one.name)) : [...MISTAKES, ...SPARES]) {
  const dir = `./copies/${name}`;
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const awaits = base === 'awaits';
  cpSync(`${ROOT}/gateway/${awaits ? 'good/awaits' : 'reference'}`, dir, { recursive: true });
  for (const file of [...readdirSync(dir).filter((f) => f.endsWith('.ts')), ...(awaits ? [] : readdirSync(`${dir}/policy`).map((f) => `policy/${f}`))]) {
    let text = readFileSync(`${dir}/${file}`, 'utf8');
    for (const [f, from, to] of edits) {
      if (f !== file) continue;
      if (text.split(from).length !== 2) throw new Error(`${name}: ${file}: ${text.split(from).length - 1} matches of ${from}`);
      text = text.replace(from, () => to);
    }
    const deep = file.startsWith('policy/');
    const up = deep ? `../../../${ROOT}` : `../../${ROOT}`;
    if (awaits) text = text.replaceAll("'../../../", `'../../${ROOT}/`).replaceAll("'../../port.ts'", `'../../${ROOT}/gateway/port.ts'`);
    else text = text.replaceAll(deep ? "'../../../" : "'../../", `'${up}/`).replaceAll(deep ? "'../../port.ts'" : "'../port.ts'", `'${up}/gateway/port.ts'`);
    if (edits.some(([f]) => f === file)) text = HELP + text;
    writeFileSync(`${dir}/${file}`, text);
  }
  for (const [f] of edits) readFileSync(`${dir}/${f}`);
  writeFileSync(`./${name}.ts`, `// mistake: ${mistake}\n// report: ${report}\n// wrong: ${wrong}\n${awaits ? `import { awaits } from './copies/${name}/gateway.ts';\nexport const gateway = { ...awaits, name: '${name}' };` : `import { createGateway } from './copies/${name}/gateway.ts';\nexport const gateway = createGateway('${name}');`}\n`);
}
console.log(only.length || MISTAKES.length);
