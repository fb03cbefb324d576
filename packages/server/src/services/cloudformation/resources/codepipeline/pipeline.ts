import type { CreatePipelineCommandInput, DisableStageTransitionCommandInput } from '@aws-sdk/client-codepipeline';
import { asObject, type JsonObject } from '@codeyard/engine/template/parse-template';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import {
  DONE,
  type ExistingCall,
  type Progress,
  type ResourceCall,
  type ResourceType,
  textOf,
  type UpdateCall,
} from '../resource-type.ts';
import { DECLARED, declarationOf, listOf } from './declaration.ts';
import { apiTags, changeTags } from './tags.ts';

const nameOf = (call: ResourceCall) => textOf(call.properties.Name) ?? call.newName({ longest: 100 });

const inputOf = (call: ResourceCall): CreatePipelineCommandInput => ({
  pipeline: declarationOf(call, nameOf(call)),
  tags: apiTags(call),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codepipeline-pipeline.html */
export const pipeline: ResourceType = {
  type: 'AWS::CodePipeline::Pipeline',
  properties: {
    ...Object.fromEntries(DECLARED.map((name) => [name, 'updates' as const])),
    ...{ DisableInboundStageTransitions: 'updates', RestartExecutionOnUpdate: 'updates', Tags: 'updates' },
    Name: 'replaces',
  },
  required: ['RoleArn', 'Stages'],
  attributes: ['Version'],
  nameProperty: 'Name',
  identify: nameOf,
  request: (call) => ({ client: 'codepipeline', operation: 'CreatePipeline', input: inputOf(call) }),
  async create(call) {
    const name = nameOf(call);
    const input = inputOf(call);
    const transitions = closedTransitions({ ...call, physicalId: name });
    await makeOnce(call, 'PipelineNameInUseException', () => call.aws.codepipeline.createPipeline(input));
    for (const transition of transitions) await call.aws.codepipeline.disableStageTransition(transition);
    return DONE;
  },
  async read({ aws, physicalId: name }) {
    const found = await unlessGone('PipelineNotFoundException', () => aws.codepipeline.getPipeline({ name }));
    return found && { Version: String(found.pipeline?.version ?? 1) };
  },
  update: updatePipeline,
  async delete({ aws, physicalId: name }) {
    return await deleteOnce('PipelineNotFoundException', () => aws.codepipeline.deletePipeline({ name }));
  },
};

/**
 * In two steps where the pipeline is to start again: an update that were done twice would end the execution that was started after
 * the first.
 */
async function updatePipeline(call: UpdateCall): Promise<Progress> {
  const { aws, changed, memo, physicalId: name, properties, stack, token } = call;
  const restarts = String(properties.RestartExecutionOnUpdate).toLowerCase() === 'true';
  if (!memo) {
    if (DECLARED.some((property) => changed.has(property)))
      await aws.codepipeline.updatePipeline({ pipeline: declarationOf(call, name) });
    if (changed.has('DisableInboundStageTransitions') || changed.has('Stages')) await changeTransitions(call);
    if (changed.has('Tags')) await changeTags(call, `arn:aws:codepipeline:${stack.region}:${stack.account}:${name}`);
    return restarts ? { state: 'waiting', memo: { isUpdated: true }, afterMs: 0 } : DONE;
  }
  // The token makes one execution of all tries.
  await aws.codepipeline.startPipelineExecution({ name, clientRequestToken: token });
  return DONE;
}

function closedTransitions(call: ExistingCall): DisableStageTransitionCommandInput[] {
  return listOf(call.properties.DisableInboundStageTransitions).map((transition) => {
    const value = { PipelineName: call.physicalId, TransitionType: 'Inbound', ...asObject(transition) };
    return call.fit<DisableStageTransitionCommandInput>('codepipeline', 'DisableStageTransition', value);
  });
}

/** Closes what is to be closed, and opens what the template had closed before. */
async function changeTransitions(call: UpdateCall): Promise<void> {
  const { aws, physicalId: pipelineName } = call;
  const closed = closedTransitions(call);
  for (const stageName of stagesOf(call.previous)) {
    if (closed.some((transition) => transition.stageName === stageName)) continue;
    const input = { pipelineName, stageName, transitionType: 'Inbound' as const };
    await unlessGone('StageNotFoundException', () => aws.codepipeline.enableStageTransition(input));
  }
  for (const transition of closed) await aws.codepipeline.disableStageTransition(transition);
}

const stagesOf = ({ DisableInboundStageTransitions }: JsonObject): string[] =>
  listOf(DisableInboundStageTransitions).map((transition) => String(asObject(transition).StageName));
