import { CloudFormation, type Stack } from '@aws-sdk/client-cloudformation';
import type { ActionDeclaration, ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { SNS } from '@aws-sdk/client-sns';
import { action, openPipelineLab, type PipelineLab, pipeline, ROLE, s3Source, until } from './pipeline-lab.ts';

/** The resources of a template with topics, of which a name with a blank cannot be made. */
export function topics(names: Readonly<Record<string, object>>, rest: object = {}): string {
  const Resources = Object.fromEntries(
    Object.entries(names).map(([id, Properties]) => [id, { Type: 'AWS::SNS::Topic', Properties }]),
  );
  return JSON.stringify({ Resources, ...rest });
}

export const BAD = { TopicName: 'no name' };

/** An action that makes or updates the stack `name` of the source's `template.json`, unless it is told otherwise; '' leaves out a key. */
export function deploy(
  name: string,
  configuration: Readonly<Record<string, string>> = {},
  rest: Partial<ActionDeclaration> = {},
): ActionDeclaration {
  const usual = { ActionMode: 'CREATE_UPDATE', StackName: name, RoleArn: ROLE, TemplatePath: 'Code::template.json' };
  return action('Deploy/AWS/CloudFormation', 'Stack', {
    configuration: Object.fromEntries(Object.entries({ ...usual, ...configuration }).filter(([, value]) => value)),
    inputArtifacts: [{ name: 'Code' }],
    ...rest,
  });
}

/** What tests of CloudFormation actions ask again and again. */
export interface StackLab extends PipelineLab {
  readonly cloudformation: CloudFormation;
  readonly sns: SNS;
  /** Puts files and starts a pipeline on them, a new one if it is given actions. */
  begin(name: string, files: Record<string, string>, ...actions: ActionDeclaration[]): Promise<void>;
  /** Resolves with how the action `Stack` of a pipeline's newest execution ended. */
  ended(name: string): Promise<ActionExecutionDetail>;
  /** Resolves with the stack or change set that the action `Stack` of a pipeline's newest execution shows. */
  shown(name: string): Promise<string>;
  /** `begin`, then `ended`. */
  run(name: string, files: Record<string, string>, ...actions: ActionDeclaration[]): Promise<ActionExecutionDetail>;
  stack(name: string): Promise<Stack | undefined>;
  /** Resolves with the stack once its status is this. */
  stackThatIs(name: string, status: string): Promise<Stack>;
}

export async function openStackLab(): Promise<StackLab> {
  const lab = await openPipelineLab();
  const [cloudformation, sns] = [lab.yard.client(CloudFormation), lab.yard.client(SNS)];

  async function newest(pipelineName: string): Promise<ActionExecutionDetail | undefined> {
    const filter = { pipelineExecutionId: (await lab.latest(pipelineName)).id };
    const { actionExecutionDetails = [] } = await lab.codepipeline.listActionExecutions({ pipelineName, filter });
    return actionExecutionDetails.find(({ actionName }) => actionName === 'Stack');
  }

  async function begin(name: string, files: Record<string, string>, ...actions: ActionDeclaration[]): Promise<void> {
    await lab.putSource(files);
    if (actions.length > 0) return await lab.create(pipeline(name, ['Source', s3Source], ['Deploy', ...actions]));
    const { pipelineExecutionId } = await lab.codepipeline.startPipelineExecution({ name });
    await until(async () => ((await lab.latest(name)).id === pipelineExecutionId ? true : undefined));
  }

  async function ended(name: string): Promise<ActionExecutionDetail> {
    await lab.outcome(name);
    const found = await newest(name);
    if (!found) throw new Error('the action has not run');
    return found;
  }

  async function stack(StackName: string): Promise<Stack | undefined> {
    const { Stacks } = await cloudformation.describeStacks({ StackName }).catch(() => ({ Stacks: [] }));
    return Stacks?.[0];
  }

  return {
    ...lab,
    cloudformation,
    sns,
    stack,
    begin,
    ended,
    shown: (name) => until(async () => (await newest(name))?.output?.executionResult?.externalExecutionId),
    async run(name, files, ...actions) {
      await begin(name, files, ...actions);
      return await ended(name);
    },
    stackThatIs: (name, status) =>
      until(async () => {
        const found = await stack(name);
        return found?.StackStatus === status ? found : undefined;
      }),
  };
}

/** What a failed action says. */
export const errorOf = ({ output }: ActionExecutionDetail) => output?.executionResult?.errorDetails;
export const summaryOf = ({ output }: ActionExecutionDetail) => output?.executionResult?.externalExecutionSummary;
