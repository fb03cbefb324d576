/** What CloudFormation tells a custom resource. */
interface ResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: { readonly StateMachineArn: string };
}

/** Tells the template where links lead: to AWS's console, or to the pages of the Codeyard whose API this function is given. */
export async function handler(event: ResourceEvent): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'links' } = event;
  const Data = linksOf(event.ResourceProperties.StateMachineArn, process.env.AWS_ENDPOINT_URL);
  const body = JSON.stringify({
    ...{ Status: 'SUCCESS', Reason: 'OK', PhysicalResourceId, StackId, RequestId, LogicalResourceId, Data },
  });
  await fetch(event.ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
}

export function linksOf(stateMachineArn: string, endpoint: string | undefined) {
  if (endpoint !== undefined && endpoint !== '') {
    const pages = `${endpoint.replace(/\/$/, '')}/_codeyard`;
    return {
      EntityUrl: `${pages}/state-machines/${stateMachineArn}`,
      ExecutionUrl: `${pages}/executions/{ExternalExecutionId}`,
    };
  }
  const [, partition = 'aws', , region = ''] = stateMachineArn.split(':');
  const host =
    partition === 'aws-cn'
      ? 'console.amazonaws.cn'
      : partition === 'aws-us-gov'
        ? 'console.amazonaws-us-gov.com'
        : 'console.aws.amazon.com';
  const console = `https://${region}.${host}/states/home?region=${region}#/v2`;
  return {
    EntityUrl: `${console}/statemachines/view/${stateMachineArn}`,
    ExecutionUrl: `${console}/executions/details/{ExternalExecutionId}`,
  };
}
