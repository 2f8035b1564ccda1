/** The worker of the page: executes plans and reads histories beside it, so that it can be read, and stopped, meanwhile. */
import './zod-without-code.ts';
import { readView, type ReadView, type ReadingRequest } from './history-reading.ts';
import { problem, runPlan, type PlanRun, type PlanRunRequest, type RunProblem } from './plan-run.ts';

export type WorkerRequest = PlanRunRequest | ReadingRequest;
export type WorkerAnswer = PlanRun | ReadView | RunProblem;

addEventListener('message', ({ data }: MessageEvent<WorkerRequest>) => {
  void answer(data);
});

async function answer(request: WorkerRequest): Promise<void> {
  let said: WorkerAnswer;
  try {
    said = request.type === 'run' ? await runPlan(request) : readView(request);
  } catch (thrown) {
    said = problem(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown));
  }
  postMessage(said);
}
