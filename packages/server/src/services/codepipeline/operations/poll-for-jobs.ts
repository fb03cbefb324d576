import type { PollForJobsCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { actionTypeNotFound, validation } from '../errors.ts';
import { jobData } from '../job-data.ts';
import type { Parts } from '../parts.ts';
import { type CustomType, typeKey } from '../rules/custom-type.ts';
import { dispatch } from '../rules/job.ts';
import { findCustomType } from '../store/custom-types.ts';
import { changeJob, lockVisibleJobs } from '../store/jobs.ts';

/** Hands out jobs that nobody has; who is first to acknowledge one has it. */
export const pollForJobs = operation<PollForJobsCommand, Parts>('PollForJobs', async (input, parts) => {
  const { actionTypeId, maxBatchSize = 1, queryParam = {} } = input;
  if (actionTypeId.owner !== 'Custom') throw validation('Jobs can be polled for action types of owner Custom only');
  const key = typeKey(actionTypeId);
  const known = await findCustomType(parts.database, key);
  if (!known || known.deleted) throw actionTypeNotFound(`Custom/${key}`);
  const query = queryOf(known.type, queryParam);
  const now = parts.clock.now();
  const handed = await parts.database.transaction(async (tx) => {
    const poll = { type: `Custom/${key}`, now, limit: maxBatchSize, ...(query === undefined ? {} : { query }) };
    const jobs = (await lockVisibleJobs(tx, poll)).map((job) => dispatch(job, now, parts.faults.jobVisibleAgainMs));
    for (const job of jobs) await changeJob(tx, job);
    return jobs;
  });
  const jobs = [];
  for (const job of handed) {
    const data = await jobData(parts, job);
    if (data) jobs.push({ id: job.id, nonce: String(job.nonce), accountId: parts.account, data });
  }
  return { jobs };
});

/** A type with a queryable property must be asked for one value of it; others must not be. */
function queryOf({ properties }: CustomType, given: Readonly<Record<string, string>>): string | undefined {
  const property = properties.find(({ queryable }) => queryable);
  const entries = Object.entries(given);
  if (!property) {
    if (entries.length > 0) throw validation('The action type has no queryable property: queryParam must be empty');
    return undefined;
  }
  const [entry] = entries;
  if (entries.length !== 1 || entry?.[0] !== property.name)
    throw validation(`queryParam must hold the queryable property ${property.name} and nothing else`);
  return entry[1];
}
