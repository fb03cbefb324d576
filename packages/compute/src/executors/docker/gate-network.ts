import { type DockerClient, DockerError, unlessConflict } from './docker-client.ts';

/**
 * Where containers find their credentials on AWS; SDKs trust plain HTTP to it. Source:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export const CONTAINER_ADDRESS = '169.254.170.2';

const NETWORK = 'codeyard-gate';
const SUBNET = '169.254.170.0/29';

/**
 * Gives this machine the address 169.254.170.2: a bridge of the engine has it, which no container joins. Containers of all other bridges
 * reach it through their own. It stays, as it may serve other servers too.
 */
export async function ensureGateNetwork(docker: DockerClient): Promise<void> {
  const network = {
    ...{ Name: NETWORK, CheckDuplicate: true, Driver: 'bridge', Labels: { 'codeyard.gate': 'yes' } },
    IPAM: { Config: [{ Subnet: SUBNET, Gateway: CONTAINER_ADDRESS }] },
  };
  if (await isThere(docker, NETWORK)) return;
  await docker.call('POST', '/networks/create', network).catch(unlessConflict);
}

async function isThere(docker: DockerClient, name: string): Promise<boolean> {
  return await docker.call('GET', `/networks/${name}`).then(
    () => true,
    (error: Error) => {
      if (error instanceof DockerError && error.status === 404) return false;
      throw error;
    },
  );
}
