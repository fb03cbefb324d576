import { parseArn } from '../../platform/arn.ts';
import type { Parts } from './parts.ts';
import { findProject } from './store/projects.ts';
import { findReportGroup } from './store/report-groups.ts';

/** What a resource policy can be for. */
export interface Shareable {
  readonly type: 'project' | 'report-group';
  readonly name: string;
}

/** A project's or a report group's ARN of this account; undefined for any other. */
export function readShareable({ account, region }: Parts, text: string): Shareable | undefined {
  const arn = parseArn(text);
  const [, type, name] = /^(project|report-group)\/([\w-]+)$/.exec(arn?.resource ?? '') ?? [];
  const isOurs = arn?.service === 'codebuild' && arn.account === account && arn.region === region;
  return isOurs && type && name ? { type: type as Shareable['type'], name } : undefined;
}

/** Whether the resource is there. */
export async function shareableExists({ database }: Parts, { type, name }: Shareable): Promise<boolean> {
  if (type === 'project') return (await findProject(database, name)) !== undefined;
  return (await findReportGroup(database, name)) !== undefined;
}
