import type { DeleteLaunchTemplateVersionsCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { dryRun } from '../errors.ts';
import { existingTemplate } from '../existing-template.ts';
import type { Parts } from '../parts.ts';
import { deleteTemplateVersion, listTemplateVersions } from '../store/launch-templates.ts';

/** Each version fares for itself; the default one stays. */
export const deleteLaunchTemplateVersions = operation<DeleteLaunchTemplateVersionsCommand, Parts>(
  'DeleteLaunchTemplateVersions',
  async (input, { database }) =>
    await database.transaction(async (tx) => {
      const template = await existingTemplate(tx, input);
      if (input.DryRun) throw dryRun();
      const there = (await listTemplateVersions(tx, template.id)).map(({ version }) => version);
      const results = input.Versions.map((asked) => ({ number: Number(asked), problem: problemOf(Number(asked)) }));
      function problemOf(number: number) {
        if (!there.includes(number)) return 'launchTemplateVersionDoesNotExist' as const;
        return number === template.defaultVersion ? ('unexpectedError' as const) : undefined;
      }
      for (const { number, problem } of results) if (!problem) await deleteTemplateVersion(tx, template.id, number);
      const of = { LaunchTemplateId: template.id, LaunchTemplateName: template.name };
      return {
        SuccessfullyDeletedLaunchTemplateVersions: results
          .filter(({ problem }) => !problem)
          .map(({ number }) => ({ ...of, VersionNumber: number })),
        UnsuccessfullyDeletedLaunchTemplateVersions: results
          .filter(({ problem }) => problem)
          .map(({ number, problem }) => ({ ...of, VersionNumber: number, ResponseError: { Code: problem } })),
      };
    }),
);
