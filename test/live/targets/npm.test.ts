import { describe, expect, it } from 'vitest';
import { NotOnNpm, npmProblem } from '../../../src/live/targets/npm.ts';

const EXIT = new Error('Command failed: npm view');

describe('npmProblem', () => {
  it('says that something does not exist', () => {
    const problem = npmProblem('find it', EXIT, {
      error: { code: 'E404', summary: 'No match found\nfor it' },
    });
    expect(problem).toBeInstanceOf(NotOnNpm);
    expect(problem.message).toBe('cannot find it: npm has no such package or version');
  });

  it('says that the network is not there', () => {
    const problem = npmProblem('install it', EXIT, {
      error: { code: 'ENOTFOUND', summary: 'request to … failed' },
    });
    expect(problem.message).toBe('cannot install it: npm is not reachable (ENOTFOUND)');
  });

  it('says that there is no npm', () => {
    const missing = Object.assign(new Error('spawn npm ENOENT'), { code: 'ENOENT' });
    expect(npmProblem('install it', missing, undefined).message).toBe(
      'cannot install it: there is no npm on the PATH',
    );
  });

  it("gives npm's own summary otherwise, in one line", () => {
    const problem = npmProblem('install it', EXIT, { error: { code: 'ENOSPC', summary: 'no space\nleft' } });
    expect(problem.message).toBe('cannot install it: npm says ENOSPC: no space');
    expect(npmProblem('install it', new Error('killed\nby'), undefined).message).toBe(
      'cannot install it: npm says killed',
    );
  });
});
