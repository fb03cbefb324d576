import { mkdir } from 'node:fs/promises';
import type { BuildOrder } from '@codeyard/compute/executors/executor';
import { advanceBuild } from '../advance-build.ts';
import type { Parts } from '../parts.ts';
import type { Build } from '../rules/build.ts';
import { computeSize } from '../rules/compute-size.ts';
import { machineFor } from '../rules/machine-for.ts';
import { isRunnable, notActedOn } from '../rules/not-acted-on.ts';
import { assumeServiceRole } from './build-credentials.ts';
import { BuildFailure, orFailBuild, orFailProvisioning } from './build-failure.ts';
import { readJsonObject } from './read-json-object.ts';
import { type RunningBuild, stepLog } from './running-build.ts';

/** PROVISIONING: the role can be taken on, and the ground is ready for the program. */
export async function provision(running: RunningBuild): Promise<void> {
  const { parts, build, executor, folder, halt } = running;
  await mkdir(folder.work, { recursive: true, mode: 0o700 });
  const log = stepLog(running, 0);
  // [inferred: the words for a fleet]
  const ground = build.fleet ? `Fleet ${build.fleet.name}` : 'On-demand';
  log.say(`Running on CodeBuild ${ground}`, executor.isolation, ...notActedOn(build));
  const { type } = build.definition.environment;
  if (!isRunnable(build))
    throw new BuildFailure('CLIENT_ERROR', `Builds of the environment type ${type} cannot run here`);
  const { serviceRole } = build.definition;
  await orFailBuild(assumeServiceRole(parts, build), () => ({
    code: 'ACCESS_DENIED',
    message: `CodeBuild is not authorized to perform: sts:AssumeRole on ${serviceRole}`,
  }));
  const registryCredential = await readRegistryCredential(parts, build);
  const order = { ...buildOrder(running), ...(registryCredential ? { registryCredential } : {}) };
  await executor.provision(order, (line) => log.say(line), halt).catch(orFailProvisioning);
  await advanceBuild(parts, build.id, { type: 'provisioned' });
}

/** What the executor has to know of the build; the credential for its image matters only while provisioning. */
export function buildOrder({ build, folder }: RunningBuild): BuildOrder {
  const { environment } = build.definition;
  return {
    id: build.uuid,
    workFolder: folder.work,
    image: environment.image,
    ...computeSize(environment),
    privileged: environment.privilegedMode ?? false,
    ...machineFor(environment),
  };
}

async function readRegistryCredential(parts: Parts, build: Build): Promise<BuildOrder['registryCredential']> {
  const SecretId = build.definition.environment.registryCredential?.credential;
  if (!SecretId) return undefined;
  const { SecretString = '' } = await orFailBuild(parts.aws.secretsmanager.getSecretValue({ SecretId }), (refusal) => ({
    code: 'Secrets Manager Error',
    message: `${refusal.name}: ${refusal.message}`,
  }));
  const { username, password } = readJsonObject(SecretString);
  if (typeof username === 'string' && typeof password === 'string') return { username, password };
  throw new BuildFailure('CLIENT_ERROR', `The secret ${SecretId} must be JSON with a username and a password`);
}
