import { parseArn } from '../../../platform/arn.ts';
import { configuredMembers, type EventTarget, pick } from './event-target.ts';

/** Starts an execution, whose trigger shows the rule's ARN; an input may set the revisions of sources and the pipeline's variables. */
export const codepipelineTarget: EventTarget = {
  kind: 'CodePipeline pipeline',
  takes: ({ service, resource }) => service === 'codepipeline' && !/[:/]/.test(resource),
  async deliver(delivery) {
    const name = parseArn(delivery.target.arn)?.resource;
    const chosen = pick(configuredMembers(delivery), ['sourceRevisions', 'variables']);
    const { codepipeline } = delivery.awsFor(delivery.ruleArn);
    await codepipeline.startPipelineExecution({ ...chosen, name, clientRequestToken: delivery.token });
  },
};
