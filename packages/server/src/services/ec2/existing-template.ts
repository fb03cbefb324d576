import type { Db } from '../../database/database.ts';
import {
  invalidCombination,
  malformedTemplate,
  missingParameter,
  templateNameNotFound,
  templateNotFound,
  templateVersionNotFound,
} from './errors.ts';
import {
  findTemplate,
  type LaunchTemplate,
  type LaunchTemplateVersion,
  listTemplateVersions,
} from './store/launch-templates.ts';

interface Asked {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
}

const TEMPLATE_ID = /^lt-[0-9a-f]{8}([0-9a-f]{9})?$/;

/** The template that is meant, by one of its id and its name. */
export async function existingTemplate(
  db: Db,
  { LaunchTemplateId: id, LaunchTemplateName: name }: Asked,
): Promise<LaunchTemplate> {
  if (id && name) throw invalidCombination('You can specify only one of launch template name or id.');
  if (id) {
    if (!TEMPLATE_ID.test(id)) throw malformedTemplate(id);
    const found = await findTemplate(db, { id });
    if (!found) throw templateNotFound([id]);
    return found;
  }
  if (!name) throw missingParameter('LaunchTemplateId or LaunchTemplateName');
  const found = await findTemplate(db, { name });
  if (!found) throw templateNameNotFound([name]);
  return found;
}

/** A version by its number, `$Latest` or `$Default`, which also stands for none. */
export async function existingVersion(
  db: Db,
  template: LaunchTemplate,
  asked: string | undefined,
): Promise<LaunchTemplateVersion> {
  const number = versionNumber(template, asked ?? '$Default');
  const found = (await listTemplateVersions(db, template.id)).find(({ version }) => version === number);
  if (!found) throw templateVersionNotFound(asked ?? '$Default', template.id);
  return found;
}

export function versionNumber({ latestVersion, defaultVersion }: LaunchTemplate, asked: string): number {
  if (asked === '$Latest') return latestVersion;
  return asked === '$Default' ? defaultVersion : Number(asked);
}
