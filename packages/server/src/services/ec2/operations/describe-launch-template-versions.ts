import type { DescribeLaunchTemplateVersionsCommand } from '@aws-sdk/client-ec2';
import type { Db } from '../../../database/database.ts';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { describeVersion } from '../describe-template.ts';
import { missingParameter, templateVersionNotFound } from '../errors.ts';
import { existingTemplate, versionNumber } from '../existing-template.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listTemplates, listTemplateVersions } from '../store/launch-templates.ts';

/** Versions of one template, newest first; or the latest or default ones of all. */
export const describeLaunchTemplateVersions = operation<DescribeLaunchTemplateVersionsCommand, Parts>(
  'DescribeLaunchTemplateVersions',
  async (input, { database }) => {
    const isOfOne = input.LaunchTemplateId || input.LaunchTemplateName;
    const found = isOfOne ? await ofOne(database, input) : await ofAll(database, input);
    const page = listPage(found, input, {
      listing: 'DescribeLaunchTemplateVersions',
      keyOf: ({ LaunchTemplateId, VersionNumber }) => `${LaunchTemplateId} ${VersionNumber}`,
    });
    return { LaunchTemplateVersions: page.rows, ...(page.nextToken ? { NextToken: page.nextToken } : {}) };
  },
);

type Input = InputOf<DescribeLaunchTemplateVersionsCommand>;

async function ofOne(db: Db, input: Input) {
  const template = await existingTemplate(db, input);
  const versions = await listTemplateVersions(db, template.id);
  const asked = input.Versions?.map((version) => ({ version, number: versionNumber(template, version) }));
  for (const { version, number } of asked ?? []) {
    if (!versions.some((candidate) => candidate.version === number))
      throw templateVersionNotFound(version, template.id);
  }
  const min = Number(input.MinVersion ?? 0);
  const max = Number(input.MaxVersion ?? Number.MAX_SAFE_INTEGER);
  return versions
    .filter(({ version }) => !asked?.length || asked.some(({ number }) => number === version))
    .filter(({ version }) => version >= min && version <= max)
    .map((version) => describeVersion(template, version));
}

async function ofAll(db: Db, { Versions }: Input) {
  if (!Versions?.length || Versions.some((version) => !version.startsWith('$'))) {
    throw missingParameter('LaunchTemplateId or LaunchTemplateName');
  }
  const found: ReturnType<typeof describeVersion>[] = [];
  for (const template of await listTemplates(db)) {
    const numbers = Versions.map((version) => versionNumber(template, version));
    const versions = (await listTemplateVersions(db, template.id)).filter(({ version }) => numbers.includes(version));
    found.push(...versions.map((version) => describeVersion(template, version)));
  }
  return found;
}
