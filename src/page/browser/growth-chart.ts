/** How much the plans of runs reached together, by how many were executed: a curve for each run, the newest in front. */
import type { SeedsTarget } from '../../report/seeds-report.ts';
import { h, s } from './element.ts';

type Run = SeedsTarget['runs'][number];

const WIDTH = 400;
const HEIGHT = 150;
const [LEFT, RIGHT, TOP, FLOOR] = [2, WIDTH - 6, 8, HEIGHT - 2];
/** Earlier runs that are drawn, too. */
const MOST_EARLIER = 6;

/** `member`: of a point of the growth, 1 to 3. `possible`: all that there can be. */
export function growthChart(
  what: string,
  runs: readonly Run[],
  member: 1 | 2 | 3,
  possible: number,
): HTMLElement {
  const shown = runs.slice(-MOST_EARLIER - 1);
  const newest = shown.at(-1);
  const [reached, plans] = [newest?.growth.at(-1)?.[member] ?? 0, newest?.plans ?? 0];
  const most = Math.max(1, ...shown.map((run) => run.plans));
  const highest = Math.max(1, ...shown.map((run) => run.growth.at(-1)?.[member] ?? 0));
  const sentence = `${reached} of ${possible} ${what} after ${plans} plans`;
  return h(
    'figure',
    { class: 'growth' },
    h('figcaption', {}, h('b', {}, String(reached)), ` of ${possible} ${what}`),
    s(
      'svg',
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': sentence },
      [0, 0.5, 1].map((share) => {
        const y = heightOf(share);
        return s('line', { x1: 0, x2: WIDTH, y1: y, y2: y, class: 'level' });
      }),
      shown.map((run) =>
        s('path', {
          d: pathOf(run, member, most, highest),
          class: run === newest ? 'curve' : 'curve earlier',
        }),
      ),
    ),
    h('div', { class: 'axis' }, h('span', {}, '1 plan'), h('span', {}, `${most} plans`)),
    h('div', { class: 'axis note' }, `upper line: ${highest}`),
  );
}

function pathOf({ growth }: Run, member: 1 | 2 | 3, most: number, highest: number): string {
  return growth
    .map((point, at) => {
      const share = most === 1 ? 0 : Math.log(point[0]) / Math.log(most);
      const x = LEFT + share * (RIGHT - LEFT);
      return `${at === 0 ? 'M' : 'L'} ${x.toFixed(1)} ${heightOf(point[member] / highest).toFixed(1)}`;
    })
    .join(' ');
}

function heightOf(share: number): number {
  return FLOOR - share * (FLOOR - TOP);
}
