/** The causality curve, as `gauntlet why` found it: how probable the failure is by how much of the execution stays. */
import type { Causality } from '../../report/published-causality.ts';
import type { FailurePage } from '../page-data.ts';
import { h, s, seconds } from './element.ts';

const WIDTH = 1000;
const HEIGHT = 120;
const FLOOR = HEIGHT - 4;

export function causalitySection(
  { causality }: FailurePage,
  goTo: (record: number) => void,
): readonly HTMLElement[] {
  if (causality === null) return [];
  const { sentence, points, executions, jump, begins } = causality;
  return [
    h(
      'section',
      { class: 'causality', 'aria-labelledby': 'why' },
      h('h2', { id: 'why' }, 'From where on it fails'),
      h('p', {}, sentence),
      curveOf(causality),
      h(
        'p',
        { class: 'note' },
        'Along the virtual time of the execution: how often it fails when all that came before stays, and all that comes after is drawn anew. Its lines are 0, 50 and 100 %.',
      ),
      h(
        'details',
        { open: points.length <= 8 },
        h('summary', {}, `${points.length} points, from ${executions} executions`),
        h(
          'ol',
          { class: 'points' },
          points.map(({ entry, executions: of, failures }) => {
            const share = `${failures} of ${of} fail`;
            if (entry === null)
              return h('li', {}, h('span', { class: 'share' }, share), 'when nothing stays');
            const jumped = [jump, begins].some((one) => one?.entry.record === entry.record);
            return h(
              'li',
              { class: jumped ? 'jump' : undefined },
              h('span', { class: 'share' }, share),
              h(
                'button',
                { class: 'link', type: 'button', click: () => goTo(entry.record) },
                `#${entry.record}`,
              ),
              ` ${seconds(entry.atMicros)} ${entry.words}`,
            );
          }),
        ),
      ),
    ),
  ];
}

/** A step at each point: the share holds until the next entry that was tried. */
function curveOf({ points, jump, begins }: Causality): SVGSVGElement {
  const times = points.map(({ entry }) => entry?.atMicros ?? 0);
  const end = Math.max(1, ...times);
  const x = (micros: number): number => (micros / end) * (WIDTH - 8) + 4;
  const y = (share: number): number => FLOOR - share * (FLOOR - 6);
  const shares = points.map(({ failures, executions }) => (executions === 0 ? 0 : failures / executions));
  const steps = shares.map((share, k) => {
    const across = k === 0 ? '' : `H ${x(times[k] ?? 0)} `;
    return `${across}${k === 0 ? 'M 4' : 'V'} ${y(share)}`;
  });
  return s(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-labelledby': 'why' },
    [0, 0.5, 1].map((share) => s('line', { x1: 0, x2: WIDTH, y1: y(share), y2: y(share), class: 'level' })),
    [jump, begins].map((one) =>
      one === null
        ? null
        : s('line', {
            x1: x(one.entry.atMicros),
            x2: x(one.entry.atMicros),
            y1: 0,
            y2: HEIGHT,
            class: 'jump',
          }),
    ),
    s('path', { d: `${steps.join(' ')} H ${WIDTH - 4}`, class: 'curve' }),
  );
}
