const LONGEST_NAME = 24;
const cut = (name: string) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}...` : name);

interface Approval {
  readonly pipeline: string;
  readonly stage: string;
  readonly declaration: { readonly name?: string | undefined };
  readonly configuration: Readonly<Record<string, string>>;
  readonly token: string;
  readonly deadline: number;
}

/** Subject and JSON body of the notification, as recorded from AWS: keys in this order, expiry without seconds. */
export function approvalMessage(approval: Approval, region: string): { subject: string; body: string } {
  const { pipeline, stage, declaration, configuration, token } = approval;
  const action = declaration.name ?? '';
  const consoleLink = `https://console.aws.amazon.com/codesuite/codepipeline/pipelines/${pipeline}/view?region=${region}`;
  const message = {
    region,
    consoleLink,
    approval: {
      pipelineName: pipeline,
      stageName: stage,
      actionName: action,
      token,
      expires: new Date(approval.deadline).toISOString().replace(/:\d\d\.\d+Z$/, 'Z'),
      externalEntityLink: configuration.ExternalEntityLink ?? null,
      approvalReviewLink: `${consoleLink}#/${stage}/${action}/approve/${token}`,
      customData: configuration.CustomData ?? null,
    },
  };
  return {
    subject: `APPROVAL NEEDED: AWS CodePipeline ${cut(pipeline)} for action ${cut(action)}`,
    body: JSON.stringify(message),
  };
}
