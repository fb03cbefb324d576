import type { Json } from '@codeyard/engine/template/parse-template';

/** Members of which the API knows all values. */
const MEMBERS = [
  ...[
    'type',
    'computetype',
    'environmenttype',
    'namespacetype',
    'packaging',
    'imagepullcredentialstype',
    'credentialprovider',
  ],
  ...['status', 'modes', 'batchreportmode', 'bucketowneraccess'],
];

const VALUES = [
  ...['CODECOMMIT', 'CODEPIPELINE', 'GITHUB', 'GITHUB_ENTERPRISE', 'GITLAB', 'GITLAB_SELF_MANAGED', 'BITBUCKET'],
  ...['NO_SOURCE', 'NO_ARTIFACTS', 'NO_CACHE', 'S3', 'LOCAL', 'NONE', 'ZIP', 'BUILD_ID', 'READ_ONLY', 'FULL', 'EFS'],
  ...['LOCAL_SOURCE_CACHE', 'LOCAL_DOCKER_LAYER_CACHE', 'LOCAL_CUSTOM_CACHE'],
  ...['LINUX_CONTAINER', 'LINUX_GPU_CONTAINER', 'ARM_CONTAINER', 'LINUX_LAMBDA_CONTAINER', 'ARM_LAMBDA_CONTAINER'],
  ...['WINDOWS_CONTAINER', 'WINDOWS_SERVER_2019_CONTAINER', 'WINDOWS_SERVER_2022_CONTAINER'],
  ...['LINUX_EC2', 'ARM_EC2', 'WINDOWS_EC2', 'MAC_ARM'],
  ...['BUILD_GENERAL1_SMALL', 'BUILD_GENERAL1_MEDIUM', 'BUILD_GENERAL1_LARGE', 'BUILD_GENERAL1_XLARGE'],
  ...['BUILD_GENERAL1_2XLARGE', 'BUILD_LAMBDA_1GB', 'BUILD_LAMBDA_2GB', 'BUILD_LAMBDA_4GB', 'BUILD_LAMBDA_8GB'],
  ...['BUILD_LAMBDA_10GB', 'ATTRIBUTE_BASED_COMPUTE', 'CUSTOM_INSTANCE_TYPE'],
  ...['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER', 'OAUTH', 'CODECONNECTIONS', 'CODEBUILD', 'SERVICE_ROLE'],
  ...['ENABLED', 'DISABLED', 'REPORT_INDIVIDUAL_BUILDS', 'REPORT_AGGREGATED_BATCH'],
];

const bare = (text: string) => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

/** By their letters and digits, with the short names that templates in the field have. */
const BY_LETTERS = new Map([
  ...VALUES.map((value) => [bare(value), value] as const),
  ...['SMALL', 'MEDIUM', 'LARGE', 'XLARGE', '2XLARGE'].map((size) => [size, `BUILD_GENERAL1_${size}`] as const),
  ['CONTAINER', 'LINUX_CONTAINER'],
]);

/** `no_artifacts`, `linuxContainer` and `small` as the API spells them; what it does not know stays. */
export function spellValues(value: Json): Json {
  if (Array.isArray(value)) return value.map(spellValues);
  if (value === null || typeof value !== 'object') return value;
  const spelled = Object.entries(value).map(([name, member]) => [
    name,
    MEMBERS.includes(name.toLowerCase()) ? spellOne(member) : spellValues(member),
  ]);
  return Object.fromEntries(spelled) as Json;
}

function spellOne(value: Json): Json {
  if (Array.isArray(value)) return value.map(spellOne);
  return typeof value === 'string' ? (BY_LETTERS.get(bare(value)) ?? value) : value;
}
