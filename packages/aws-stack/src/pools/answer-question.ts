import { type CostStatement, stateCosts } from '@codeyard/engine/instance-pools/cost-statement';
import type { PoolsReport, SchedulerQuestion } from '@codeyard/engine/instance-pools/pools-report';
import { currentUsages } from '@codeyard/engine/instance-pools/usage';
import type { Parts } from '../parts.ts';
import { readStackPrices } from './read-stack-prices.ts';
import { reportPools } from './report.ts';

/** An answer of Lambda has at most 6 MB. */
const MOST_BUILDS = 10_000;

/** Tells how the pools are, or what they cost; changes nothing. */
export async function answerQuestion(parts: Parts, question: SchedulerQuestion): Promise<PoolsReport | CostStatement> {
  const { store, settings, now } = parts;
  const { state } = await store.load();
  const until = now();
  if (question.ask === 'report') {
    const { installation } = settings;
    return reportPools({ installation, definitions: await parts.definitions(), state, now: until });
  }
  const { from } = question;
  if (question.ask !== 'costs' || !Number.isFinite(from))
    throw new Error('Ask for a report, or for costs from an instant');
  const prices = await readStackPrices(parts.aws.ssm, settings.pricesName);
  // What goes on now began perhaps before, and is not among what has ended.
  const usages = [...(await store.usages(from, until)), ...currentUsages(state, until)];
  return stateCosts(usages, prices, { from, until, mostBuilds: MOST_BUILDS });
}
