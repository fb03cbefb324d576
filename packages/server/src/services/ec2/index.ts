import type { ContainerCredentials } from '../../gateway/container-credentials.ts';
import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import {
  credentialsOf,
  findInstanceCredentials,
  instanceEnvironment,
  roleOf,
  showsToken,
} from './instance-environment.ts';
import { migrations } from './migrations/index.ts';
import { NOT_YET } from './not-yet.ts';
import { cancelSpotInstanceRequests } from './operations/cancel-spot-instance-requests.ts';
import { createFleet } from './operations/create-fleet.ts';
import { createLaunchTemplate } from './operations/create-launch-template.ts';
import { createLaunchTemplateVersion } from './operations/create-launch-template-version.ts';
import { createTags } from './operations/create-tags.ts';
import { deleteFleets } from './operations/delete-fleets.ts';
import { deleteLaunchTemplate } from './operations/delete-launch-template.ts';
import { deleteLaunchTemplateVersions } from './operations/delete-launch-template-versions.ts';
import { deleteTagsOperation } from './operations/delete-tags.ts';
import { describeAvailabilityZones } from './operations/describe-availability-zones.ts';
import { describeFleets } from './operations/describe-fleets.ts';
import { describeImages } from './operations/describe-images.ts';
import { describeInstanceAttribute } from './operations/describe-instance-attribute.ts';
import { describeInstanceStatus } from './operations/describe-instance-status.ts';
import { describeInstanceTypeOfferings } from './operations/describe-instance-type-offerings.ts';
import { describeInstanceTypes } from './operations/describe-instance-types.ts';
import { describeInstances } from './operations/describe-instances.ts';
import { describeLaunchTemplateVersions } from './operations/describe-launch-template-versions.ts';
import { describeLaunchTemplates } from './operations/describe-launch-templates.ts';
import { describeRegions } from './operations/describe-regions.ts';
import { describeSecurityGroups } from './operations/describe-security-groups.ts';
import { describeSpotInstanceRequests } from './operations/describe-spot-instance-requests.ts';
import { describeSubnets } from './operations/describe-subnets.ts';
import { describeTags } from './operations/describe-tags.ts';
import { describeVpcs } from './operations/describe-vpcs.ts';
import { getConsoleOutput } from './operations/get-console-output.ts';
import { modifyInstanceAttribute } from './operations/modify-instance-attribute.ts';
import { modifyLaunchTemplate } from './operations/modify-launch-template.ts';
import { rebootInstances } from './operations/reboot-instances.ts';
import { requestSpotInstances } from './operations/request-spot-instances.ts';
import { runInstances } from './operations/run-instances.ts';
import { startInstances } from './operations/start-instances.ts';
import { stopInstances } from './operations/stop-instances.ts';
import { terminateInstances } from './operations/terminate-instances.ts';
import type { Ec2Options, Parts } from './parts.ts';
import { readImageRule } from './rules/images.ts';
import { readMetadata } from './rules/metadata.ts';
import { findInstance } from './store/instances.ts';
import { forgetWorker } from './workers/forget-instance.ts';
import { interruptWorker } from './workers/interrupt-instance.ts';
import { settleWorker } from './workers/settle-instance.ts';

/** What EC2 gives other parts of the server besides its API. */
export interface Ec2 extends Service {
  findInstanceCredentials(id: string, token: string): Promise<ContainerCredentials | undefined>;
  /** What the metadata service of an instance answers below `/latest/`, for whoever has its token. */
  readMetadata(id: string, token: string, path: string): Promise<string | undefined>;
  /** What commands on an instance find in their environment. */
  environmentOf(id: string): Promise<Record<string, string>>;
}

/** EC2: instances that are folders and processes of this machine. */
export function createEc2(context: ServiceContext, options: Ec2Options): Ec2 {
  const parts: Parts = { ...context, ...options, images: options.amis.map(readImageRule) };
  return {
    name: 'ec2',
    sdkClient: 'ec2',
    operations: bindOperations(OPERATIONS, parts),
    notYet: NOT_YET,
    workers: [settleWorker(parts), forgetWorker(parts), interruptWorker(parts)],
    migrations,
    findInstanceCredentials: (id, token) => findInstanceCredentials(parts, id, token),
    async readMetadata(id, token, path) {
      const instance = await showsToken(parts, id, token);
      if (!instance) return undefined;
      return path.startsWith('meta-data/iam/')
        ? await readProfile(parts, id, path)
        : readMetadata(instance, path, parts);
    },
    async environmentOf(id) {
      const instance = await findInstance(parts.database, id);
      return instance ? await instanceEnvironment(parts, instance) : {};
    },
  };
}

const SECURITY_CREDENTIALS = 'meta-data/iam/security-credentials/';

async function readProfile(parts: Parts, id: string, path: string): Promise<string | undefined> {
  const instance = await findInstance(parts.database, id);
  const role = instance && (await roleOf(parts, instance));
  if (!role || !path.startsWith(SECURITY_CREDENTIALS)) return undefined;
  const asked = path.slice(SECURITY_CREDENTIALS.length);
  if (asked === '') return role.name;
  const session = asked === role.name ? await credentialsOf(parts, instance) : undefined;
  return session && JSON.stringify({ Code: 'Success', Type: 'AWS-HMAC', ...session });
}

const OPERATIONS = [
  cancelSpotInstanceRequests,
  createFleet,
  createLaunchTemplateVersion,
  createLaunchTemplate,
  createTags,
  deleteFleets,
  deleteLaunchTemplateVersions,
  deleteLaunchTemplate,
  deleteTagsOperation,
  describeAvailabilityZones,
  describeFleets,
  describeImages,
  describeInstanceAttribute,
  describeInstanceStatus,
  describeInstanceTypeOfferings,
  describeInstanceTypes,
  describeInstances,
  describeLaunchTemplateVersions,
  describeLaunchTemplates,
  describeRegions,
  describeSecurityGroups,
  describeSpotInstanceRequests,
  describeSubnets,
  describeTags,
  describeVpcs,
  getConsoleOutput,
  modifyInstanceAttribute,
  modifyLaunchTemplate,
  rebootInstances,
  requestSpotInstances,
  runInstances,
  startInstances,
  stopInstances,
  terminateInstances,
];
