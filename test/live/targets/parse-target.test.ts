import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/input/problem.ts';
import { parseTarget, type TargetText } from '../../../src/live/targets/parse-target.ts';

function parse(text: string): TargetText {
  return parseTarget(text, (one) => one === 'reference' || one === './mine.ts');
}

describe('parseTarget', () => {
  it.each<[string, TargetText]>([
    ['reference', { type: 'served', text: 'reference' }],
    ['./mine.ts', { type: 'served', text: './mine.ts' }],
    ['openclaw@2026.5.28', { type: 'openclaw', text: 'openclaw@2026.5.28' }],
    ['openclaw@latest', { type: 'openclaw', text: 'openclaw@latest' }],
    ['openclaw:./checkout', { type: 'openclaw', text: 'openclaw:./checkout' }],
    ['ws://127.0.0.1:18789', { type: 'url', text: 'ws://127.0.0.1:18789' }],
    ['wss://gateway.example', { type: 'url', text: 'wss://gateway.example' }],
    ['targets/mine.yaml', { type: 'command', text: 'targets/mine.yaml' }],
    ['mine.YML', { type: 'command', text: 'mine.YML' }],
  ])('reads %s', (text, target) => {
    expect(parse(text)).toEqual(target);
  });

  it.each([
    ['refrence', "unknown target 'refrence' (did you mean 'reference'?); a target is "],
    ['openclaw', "unknown target 'openclaw' (did you mean 'openclaw@latest'?); a target is "],
    ['http://localhost:1', "unknown target 'http://localhost:1' (did you mean 'ws://localhost:1'?); "],
    ['openclaw@', 'which release? openclaw@2026.5.28, or openclaw@latest'],
    ['openclaw:', 'which build? openclaw:./checkout, or openclaw:./openclaw.tgz'],
    ['', 'no target named; a target is '],
  ])('refuses "%s" and says what it may be', (text, start) => {
    expect(() => parse(text)).toThrow(InputError);
    expect(() => parse(text)).toThrow(start);
  });
});
