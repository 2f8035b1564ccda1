/** The page of a seed database: how far plans come, what they cost, and which failures are open, for each target and commit. */
import type { SeedsReport } from '../report/seeds-report.ts';
import { pageText } from './page-text.ts';
import { statementsById } from './run-page.ts';

export function seedsPage(report: SeedsReport): Promise<string> {
  const open = report.targets.reduce((sum, target) => sum + target.open.length, 0);
  const targets = `${report.targets.length} ${report.targets.length === 1 ? 'target' : 'targets'}`;
  const failures = `${open === 0 ? 'no' : open} open ${open === 1 ? 'failure' : 'failures'}`;
  const head = {
    title: `seeds: ${failures} of ${targets}`,
    kicker: `Gauntlet ${report.version}: a seed database`,
    heading: `${failures} of ${targets}`,
  };
  return pageText(head, { type: 'seeds', report, statements: statementsById() }, false);
}
