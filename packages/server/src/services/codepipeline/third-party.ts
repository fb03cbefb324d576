import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ActionTypeDeclaration } from '@aws-sdk/client-codepipeline';
import { invalidClientToken, jobNotFound } from './errors.ts';
import type { Parts } from './parts.ts';
import type { ActionTypeDescription } from './rules/catalogue.ts';
import type { Job } from './rules/job.ts';
import { findJob } from './store/jobs.ts';

/** Whom a third party's worker works for. */
export const clientIdOf = ({ account }: Parts) => `codeyard-${account}`;

/** What AWS agrees on with each third party: here SHA-256 of the client id, keyed with the secret of the operator's choice. */
export const clientTokenOf = (clientId: string, secret: string) =>
  createHmac('sha256', secret).update(clientId).digest('hex');

/** The job, for who knows the client's token. */
export async function checkClientToken(parts: Parts, jobId: string, given: string): Promise<Job> {
  const job = await findJob(parts.database, jobId);
  if (!job?.type.startsWith('ThirdParty/')) throw jobNotFound(jobId);
  const wanted = Buffer.from(clientTokenOf(clientIdOf(parts), parts.thirdPartySecret));
  const token = Buffer.from(given);
  if (token.length !== wanted.length || !timingSafeEqual(token, wanted)) throw invalidClientToken();
  return job;
}

/** How a third party's type would be declared by its owner. */
export const describeIntegration = ({ account }: Parts, type: ActionTypeDescription): ActionTypeDeclaration => ({
  id: { category: type.category, owner: type.owner, provider: type.provider, version: '1' },
  executor: {
    type: 'JobWorker',
    configuration: { jobWorkerExecutorConfiguration: { pollingAccounts: [account] } },
  },
  inputArtifactDetails: { minimumCount: type.inputs[0], maximumCount: type.inputs[1] },
  outputArtifactDetails: { minimumCount: type.outputs[0], maximumCount: type.outputs[1] },
  properties: type.configuration.map(({ name, required, secret }) => ({
    name,
    optional: required !== true,
    key: true,
    noEcho: secret === true,
    queryable: false,
  })),
});
