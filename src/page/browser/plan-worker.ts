/** The worker of the page: executes plans beside it, so that it can be read, and stopped, meanwhile. */
import './zod-without-code.ts';
import { runPlan, type PlanRunAnswer, type PlanRunRequest } from './plan-run.ts';

addEventListener('message', ({ data }: MessageEvent<PlanRunRequest>) => {
  void answer(data);
});

async function answer(request: PlanRunRequest): Promise<void> {
  let said: PlanRunAnswer;
  try {
    said = await runPlan(request);
  } catch (thrown) {
    said = { problem: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown) };
  }
  postMessage(said);
}
