/** Names AWS gives where they do not follow from the service's own name. */
const KNOWN_NAMES: Readonly<Record<string, string>> = {
  'autoscaling.amazonaws.com': 'AutoScaling',
  'codestar-notifications.amazonaws.com': 'CodeStarNotifications',
  'ec2fleet.amazonaws.com': 'EC2Fleet',
  'ecs.amazonaws.com': 'ECS',
  'eks.amazonaws.com': 'AmazonEKS',
  'elasticbeanstalk.amazonaws.com': 'ElasticBeanstalk',
  'elasticloadbalancing.amazonaws.com': 'ElasticLoadBalancing',
  'rds.amazonaws.com': 'RDS',
  'spot.amazonaws.com': 'EC2Spot',
  'spotfleet.amazonaws.com': 'EC2SpotFleet',
  'ssm.amazonaws.com': 'AmazonSSM',
};

const ROLE_PREFIX = 'AWSServiceRoleFor';
const PATH_PREFIX = '/aws-service-role/';

export interface ServiceLinkedRole {
  readonly name: string;
  readonly path: string;
  readonly trustPolicy: string;
}

/** The role a service is given to act with; `service` is its principal, such as `ecs.amazonaws.com`. */
export function serviceLinkedRole(service: string, suffix: string | undefined): ServiceLinkedRole {
  const known = Object.hasOwn(KNOWN_NAMES, service) ? KNOWN_NAMES[service] : undefined;
  const name = known ?? pascalCase(service.replace(/\.amazonaws\.com$/, ''));
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  return {
    name: `${ROLE_PREFIX}${name}${suffix ? `_${suffix}` : ''}`,
    path: `${PATH_PREFIX}${service}/`,
    trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  };
}

export const isServicePrincipal = (service: string): boolean => /^[\w.-]+\.amazonaws\.com$/.test(service);

/** The service a role is linked to; undefined for ordinary roles. */
export function linkedService(path: string): string | undefined {
  return path.startsWith(PATH_PREFIX) ? path.slice(PATH_PREFIX.length, -1) : undefined;
}

const pascalCase = (text: string) =>
  text
    .split(/[.-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
