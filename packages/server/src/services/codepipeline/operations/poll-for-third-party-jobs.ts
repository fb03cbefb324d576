import type { PollForThirdPartyJobsCommand } from '@aws-sdk/client-codepipeline';
import { operation } from '../../../gateway/operation.ts';
import { actionTypeNotFound, validation } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findActionType } from '../rules/catalogue.ts';
import { typeKey } from '../rules/custom-type.ts';
import { dispatch } from '../rules/job.ts';
import { changeJob, lockVisibleJobs } from '../store/jobs.ts';
import { clientIdOf } from '../third-party.ts';

/** Hands out ids only: what a job is about is told to who has the client's token. */
export const pollForThirdPartyJobs = operation<PollForThirdPartyJobsCommand, Parts>(
  'PollForThirdPartyJobs',
  async ({ actionTypeId, maxBatchSize = 1 }, parts) => {
    if (actionTypeId.owner !== 'ThirdParty')
      throw validation('Third-party jobs can be polled for action types of owner ThirdParty only');
    if (findActionType(actionTypeId)?.owner !== 'ThirdParty')
      throw actionTypeNotFound(`ThirdParty/${typeKey(actionTypeId)}`);
    const now = parts.clock.now();
    const jobs = await parts.database.transaction(async (tx) => {
      const poll = { type: `ThirdParty/${typeKey(actionTypeId)}`, now, limit: maxBatchSize };
      const found = (await lockVisibleJobs(tx, poll)).map((job) => dispatch(job, now, parts.faults.jobVisibleAgainMs));
      for (const job of found) await changeJob(tx, job);
      return found;
    });
    return { jobs: jobs.map(({ id }) => ({ clientId: clientIdOf(parts), jobId: id })) };
  },
);
