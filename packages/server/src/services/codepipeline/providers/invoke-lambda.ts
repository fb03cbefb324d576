import { jobData } from '../job-data.ts';
import { newJob } from '../queue-job.ts';
import { FUNCTION_JOB, type Job } from '../rules/job.ts';
import { endJobsOf, findNewestJob, insertJob } from '../store/jobs.ts';
import {
  type ActionJob,
  type ActionProgress,
  type ActionProvider,
  configurationError,
  jobFailed,
} from './action-provider.ts';

/** A function that was invoked must report, or ask to be invoked again, within this time. */
const REPORT_MS = 20 * 60_000;
const LOOK_MS = 15_000;

/**
 * Invokes a function with a job, asynchronously; the function puts the job's result, as on AWS. With a continuation token
 * it is invoked again with the next job. What the function itself returns counts for nothing.
 */
export const invokeLambda: ActionProvider = {
  types: ['Invoke/Lambda', 'Rule/LambdaInvoke'],
  async start(job) {
    const { id, parts } = job;
    // A start before a crash may have made the job already.
    const known = await findNewestJob(parts.database, id);
    const made = known ?? newJob(parts, { actionId: id, type: FUNCTION_JOB, status: 'InProgress', number: 0 });
    if (!known) await parts.database.transaction((tx) => insertJob(tx, made));
    return await invoke(job, made);
  },
  async poll(job, handle) {
    const now = job.parts.clock.now();
    const newest = await findNewestJob(job.parts.database, job.id);
    if (newest && newest.id !== handle.jobId) {
      if (newest.visibleAt <= now) return await invoke(job, newest);
      return { state: 'running', handle, pollAfterMs: newest.visibleAt - now };
    }
    const waited = now - Number(handle.invokedAt);
    if (waited < REPORT_MS) return { state: 'running', handle, pollAfterMs: Math.min(LOOK_MS, REPORT_MS - waited) };
    return jobFailed(
      `The AWS Lambda function ${job.configuration.FunctionName} failed to return a result. Check the function to verify that it has permission to call the PutJobSuccessResult action and that it made a call to PutJobSuccessResult.`,
    );
  },
  async stop({ parts, id }) {
    await parts.database.transaction((tx) => endJobsOf(tx, id, 'TimedOut'));
  },
};

async function invoke({ parts, aws, configuration }: ActionJob, job: Job): Promise<ActionProgress> {
  const { FunctionName } = configuration;
  const data = await jobData(parts, job);
  if (!data) return jobFailed('The pipeline is gone');
  const { actionTypeId: _, pipelineContext: __, ...told } = data;
  const event = { 'CodePipeline.job': { id: job.id, accountId: parts.account, data: told } };
  try {
    const Payload = Buffer.from(JSON.stringify(event));
    await aws.lambda.invoke({ FunctionName, InvocationType: 'Event', Payload });
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'TooManyRequestsException' || !name.endsWith('Exception')) throw error;
    return configurationError(`The AWS Lambda function ${FunctionName} cannot be invoked: ${message} (${name})`);
  }
  const handle = { jobId: job.id, invokedAt: String(parts.clock.now()) };
  return { state: 'running', handle, pollAfterMs: LOOK_MS };
}
