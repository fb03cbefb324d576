import { formatArn, parseArn } from '../../platform/arn.ts';

/** Where a service's resources live. */
export interface Home {
  readonly account: string;
  readonly region: string;
}

const arnOf = ({ account, region }: Home, resource: string) =>
  formatArn({ service: 'codebuild', region, account, resource });

export const projectArn = (home: Home, name: string): string => arnOf(home, `project/${name}`);

/** `buildId` is `<project>:<uuid>`, or `sandbox/<project>:<uuid>`. */
export const buildArn = (home: Home, buildId: string): string =>
  arnOf(home, buildId.startsWith(SANDBOX) ? buildId : `build/${buildId}`);

const SANDBOX = 'sandbox/';

/** `batchId` is `<project>:<uuid>`. */
export const batchArn = (home: Home, batchId: string): string => arnOf(home, `build-batch/${batchId}`);

export const sourceCredentialsArn = (home: Home, serverType: string): string =>
  arnOf(home, `token/${serverType.toLowerCase().replaceAll('_', '-')}`);

export const reportGroupArn = (home: Home, name: string): string => arnOf(home, `report-group/${name}`);

/** `reportId` is `<group>:<uuid>`. */
export const reportArn = (home: Home, reportId: string): string => arnOf(home, `report/${reportId}`);

/** The name in a report group's ARN; undefined when the text is none, or one of another account or region. */
export function readReportGroupName(home: Home, arn: string): string | undefined {
  const name = /^report-group\/([^:/]+)$/.exec(parseArn(arn)?.resource ?? '')?.[1];
  return name !== undefined && arn === reportGroupArn(home, name) ? name : undefined;
}

/** The `<group>:<uuid>` in a report's ARN. */
export function readReportId(home: Home, arn: string): string | undefined {
  const id = /^report\/([^:/]+:[^:/]+)$/.exec(parseArn(arn)?.resource ?? '')?.[1];
  return id !== undefined && arn === reportArn(home, id) ? id : undefined;
}

export const fleetArn = (home: Home, { name, id }: { readonly name: string; readonly id: string }): string =>
  arnOf(home, `fleet/${name}:${id}`);

/** The name of a fleet in its name or ARN, and its id where the ARN says it; undefined for an ARN of something else. */
export function readFleet(home: Home, nameOrArn: string): { readonly name: string; readonly id?: string } | undefined {
  if (!nameOrArn.startsWith('arn:')) return { name: nameOrArn };
  const [, name, id] = /^fleet\/([^:/]+):([^:/]+)$/.exec(parseArn(nameOrArn)?.resource ?? '') ?? [];
  return name && id && nameOrArn === fleetArn(home, { name, id }) ? { name, id } : undefined;
}

/** The project's name in a name or an ARN. */
export function readProjectName(nameOrArn: string): string {
  const resource = parseArn(nameOrArn)?.resource;
  return resource?.startsWith('project/') ? resource.slice('project/'.length) : nameOrArn;
}

/** The `<project>:<uuid>` in a build's id or ARN; undefined when the text is neither. */
export const readBuildId = (idOrArn: string): string | undefined => readId(idOrArn, 'build/');

/** The same of a batch of builds. */
export const readBatchId = (idOrArn: string): string | undefined => readId(idOrArn, 'build-batch/');

/** The id of a sandbox's row, `sandbox/<project>:<uuid>`, in a sandbox's id or ARN. */
export function readSandboxId(idOrArn: string): string | undefined {
  const id = readId(idOrArn, SANDBOX);
  return id === undefined ? undefined : `${SANDBOX}${id}`;
}

function readId(idOrArn: string, prefix: string): string | undefined {
  const resource = parseArn(idOrArn)?.resource;
  const id = resource?.startsWith(prefix) ? resource.slice(prefix.length) : idOrArn;
  return /^[^:/]+:[^:/]+$/.test(id) ? id : undefined;
}
