import type { BatchSpec, BatchTask } from '@codeyard/engine/buildspec/batch/batch-spec';
import type { BuildDefinition } from '../build.ts';
import { type BatchConfig, mostBuilds } from './batch-config.ts';

const ENVIRONMENT_TYPES = [
  'WINDOWS_CONTAINER',
  'LINUX_CONTAINER',
  'LINUX_GPU_CONTAINER',
  'ARM_CONTAINER',
  'WINDOWS_SERVER_2019_CONTAINER',
  'WINDOWS_SERVER_2022_CONTAINER',
  'LINUX_LAMBDA_CONTAINER',
  'ARM_LAMBDA_CONTAINER',
  'LINUX_EC2',
  'ARM_EC2',
  'WINDOWS_EC2',
  'MAC_ARM',
];
const COMPUTE_TYPES = [
  'BUILD_GENERAL1_SMALL',
  'BUILD_GENERAL1_MEDIUM',
  'BUILD_GENERAL1_LARGE',
  'BUILD_GENERAL1_XLARGE',
  'BUILD_GENERAL1_2XLARGE',
  'BUILD_LAMBDA_1GB',
  'BUILD_LAMBDA_2GB',
  'BUILD_LAMBDA_4GB',
  'BUILD_LAMBDA_8GB',
  'BUILD_LAMBDA_10GB',
  'ATTRIBUTE_BASED_COMPUTE',
  'CUSTOM_INSTANCE_TYPE',
];

/** The first thing about the tasks of a batch that its project does not allow or that no build can be. [inferred: the texts] */
export function findBatchProblem(
  { tasks }: BatchSpec,
  { definition, config }: { readonly definition: BuildDefinition; readonly config: BatchConfig },
): string | undefined {
  const most = mostBuilds(config);
  if (tasks.length > most) return `The batch has ${tasks.length} builds, at most ${most} are allowed.`;
  for (const task of tasks) {
    const problem = typeProblem(task) ?? restrictionProblem(task, definition, config);
    if (problem) return `Build Identifier ${task.identifier} ${problem}`;
  }
  return undefined;
}

function typeProblem({ env }: BatchTask): string | undefined {
  if (env.type && !ENVIRONMENT_TYPES.includes(env.type)) return `has the unknown environment type ${env.type}.`;
  if (env.computeType && !COMPUTE_TYPES.includes(env.computeType))
    return `has the unknown compute type ${env.computeType}.`;
  return undefined;
}

/** A build on a fleet has no compute type of its own. */
function restrictionProblem(
  { env }: BatchTask,
  { environment }: BuildDefinition,
  { restrictions }: BatchConfig,
): string | undefined {
  const { computeTypesAllowed = [], fleetsAllowed = [] } = restrictions ?? {};
  const computeType = env.computeType ?? environment.computeType;
  const fleet = env.fleet ?? (env.computeType ? undefined : environment.fleet?.fleetArn);
  if (fleet) {
    const isAllowed =
      fleetsAllowed.length === 0 || fleetsAllowed.some((allowed) => fleetName(allowed) === fleetName(fleet));
    return isAllowed ? undefined : `uses the fleet ${fleet}, which is not allowed.`;
  }
  const isAllowed = computeTypesAllowed.length === 0 || computeTypesAllowed.includes(computeType);
  return isAllowed ? undefined : `uses the compute type ${computeType}, which is not allowed.`;
}

/** Of `arn:aws:codebuild:…:fleet/<name>:<uuid>`, or the name itself. */
const fleetName = (fleet: string): string => /:fleet\/([^:]+)/.exec(fleet)?.[1] ?? fleet;

/** What is wrong with a project's `buildBatchConfig`. Without a role it is kept: the project then takes part in no batch. */
export function findBatchConfigProblem(config: BatchConfig | undefined): string | undefined {
  const { serviceRole, timeoutInMins = 1, restrictions } = config ?? {};
  if (serviceRole && !/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(serviceRole))
    return 'Invalid service role';
  if (timeoutInMins < 1) return 'Invalid input: timeoutInMins must be positive';
  if ((restrictions?.maximumBuildsAllowed ?? 1) < 1) return 'Invalid input: maximumBuildsAllowed must be positive';
  return undefined;
}
