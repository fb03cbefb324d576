import { parseArn } from '../../../platform/arn.ts';
import { configuredMembers, type EventTarget, pick } from './event-target.ts';

/** What an input may set for a build; anything else in it is ignored, as on AWS. */
const OVERRIDES = [
  'sourceVersion',
  'artifactsOverride',
  'secondaryArtifactsOverride',
  'secondarySourcesOverride',
  'secondarySourcesVersionOverride',
  'environmentVariablesOverride',
  'sourceTypeOverride',
  'sourceLocationOverride',
  'gitCloneDepthOverride',
  'gitSubmodulesConfigOverride',
  'buildspecOverride',
  'environmentTypeOverride',
  'imageOverride',
  'computeTypeOverride',
  'cacheOverride',
  'serviceRoleOverride',
  'privilegedModeOverride',
  'timeoutInMinutesOverride',
  'queuedTimeoutInMinutesOverride',
  'logsConfigOverride',
];

/** Starts a build, whose initiator is `rule/<name>`; a constant or transformed input may override what StartBuild can. */
export const codebuildTarget: EventTarget = {
  kind: 'CodeBuild project',
  takes: ({ service, resource }) => service === 'codebuild' && resource.startsWith('project/'),
  async deliver(delivery) {
    const projectName = parseArn(delivery.target.arn)?.resource.slice('project/'.length);
    const overrides = pick(configuredMembers(delivery), OVERRIDES);
    const { codebuild } = delivery.awsFor(delivery.ruleName);
    await codebuild.startBuild({ ...overrides, projectName, idempotencyToken: delivery.token });
  },
};
