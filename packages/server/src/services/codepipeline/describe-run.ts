import type { ActionDocument, NamedArtifact } from './store/actions.ts';

export const describeArtifacts = (list: readonly NamedArtifact[]) =>
  list.map(({ name, bucket, key }) => ({ name, s3location: { bucket, key } }));

/** What came of an action or a rule outside of the pipeline. */
export const describeResult = ({ externalId, externalUrl, logStreamArn, summary, error }: ActionDocument) => ({
  ...(externalId ? { externalExecutionId: externalId } : {}),
  ...(externalUrl ? { externalExecutionUrl: externalUrl } : {}),
  ...(logStreamArn ? { logStreamARN: logStreamArn } : {}),
  ...(summary === undefined ? {} : { externalExecutionSummary: summary }),
  ...(error ? { errorDetails: error } : {}),
});
