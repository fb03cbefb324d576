import { type CostReport, countCosts } from '@codeyard/engine/instance-pools/costs';
import type { PoolsReport, SchedulerQuestion } from '@codeyard/engine/instance-pools/pools-report';
import { currentUsages } from '@codeyard/engine/instance-pools/usage';
import type { Parts } from '../parts.ts';
import { readStackPrices } from './read-stack-prices.ts';
import { reportPools } from './report.ts';

/** An answer of Lambda has at most 6 MB. */
const MOST_BUILDS = 10_000;

/** Tells how the pools are, or what they cost; changes nothing. */
export async function answerQuestion(parts: Parts, question: SchedulerQuestion): Promise<PoolsReport | CostReport> {
  const { store, settings, now } = parts;
  const { state } = await store.load();
  const until = now();
  if (question.ask === 'report') {
    const { installation } = settings;
    return reportPools({ installation, definitions: await parts.definitions(), state, now: until });
  }
  const { from } = question;
  const prices = await readStackPrices(parts.aws.ssm, settings.pricesName);
  // What goes on now began perhaps before, and is not among what has ended.
  const usages = [...(await store.usages(from, until)), ...currentUsages(state, until)];
  return countCosts(usages, prices, { from, until, mostBuilds: MOST_BUILDS });
}
