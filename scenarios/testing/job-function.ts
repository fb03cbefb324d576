/** A function that puts the result of its job, as its parameter says. */
export const JOB_FUNCTION = `
  const { CodePipeline } = require('@aws-sdk/client-codepipeline');
  exports.handler = async (event) => {
    const { id: jobId, data } = event['CodePipeline.job'];
    const { UserParameters } = data.actionConfiguration.configuration;
    const client = new CodePipeline({});
    if (UserParameters === 'fail')
      await client.putJobFailureResult({ jobId, failureDetails: { type: 'JobFailed', message: 'told to fail' } });
    else await client.putJobSuccessResult({ jobId, outputVariables: { MADE: UserParameters } });
  };`;
