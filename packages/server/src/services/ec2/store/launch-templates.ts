import type { Db } from '../../../database/database.ts';
import type { LaunchData } from '../rules/launch-specification.ts';

export interface LaunchTemplate {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly createdBy: string;
  readonly defaultVersion: number;
  readonly latestVersion: number;
}

export interface LaunchTemplateVersion {
  readonly template: string;
  readonly version: number;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly description?: string;
  readonly data: LaunchData;
}

interface Tables {
  ec2_launch_templates: { id: string; name: string; document: string };
  ec2_launch_template_versions: { template: string; version: number; document: string };
}

const tables = (db: Db) => db.tables<Tables>();
const templateOf = ({ document }: { document: string }) => JSON.parse(document) as LaunchTemplate;
const versionOf = ({ document }: { document: string }) => JSON.parse(document) as LaunchTemplateVersion;

export async function findTemplate(db: Db, by: { id: string } | { name: string }): Promise<LaunchTemplate | undefined> {
  const query = tables(db).selectFrom('ec2_launch_templates').select('document');
  const row = await ('id' in by ? query.where('id', '=', by.id) : query.where('name', '=', by.name)).executeTakeFirst();
  return row && templateOf(row);
}

export async function saveTemplate(tx: Db, template: LaunchTemplate): Promise<void> {
  const { id, name } = template;
  const document = JSON.stringify(template);
  const query = tables(tx).insertInto('ec2_launch_templates').values({ id, name, document });
  await query.onConflict((conflict) => conflict.column('id').doUpdateSet({ document })).execute();
}

export async function listTemplates(db: Db): Promise<LaunchTemplate[]> {
  const query = tables(db).selectFrom('ec2_launch_templates').select('document').orderBy('name');
  return (await query.execute()).map(templateOf);
}

export async function deleteTemplateRows(tx: Db, id: string): Promise<void> {
  await tables(tx).deleteFrom('ec2_launch_templates').where('id', '=', id).execute();
  await tables(tx).deleteFrom('ec2_launch_template_versions').where('template', '=', id).execute();
}

export async function insertTemplateVersion(tx: Db, version: LaunchTemplateVersion): Promise<void> {
  const row = { template: version.template, version: version.version, document: JSON.stringify(version) };
  await tables(tx).insertInto('ec2_launch_template_versions').values(row).execute();
}

/** Newest first. */
export async function listTemplateVersions(db: Db, template: string): Promise<LaunchTemplateVersion[]> {
  const query = tables(db).selectFrom('ec2_launch_template_versions').select('document');
  return (await query.where('template', '=', template).orderBy('version', 'desc').execute()).map(versionOf);
}

export async function deleteTemplateVersion(tx: Db, template: string, version: number): Promise<void> {
  const query = tables(tx).deleteFrom('ec2_launch_template_versions').where('template', '=', template);
  await query.where('version', '=', version).execute();
}
