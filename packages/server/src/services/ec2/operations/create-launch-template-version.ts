import type { CreateLaunchTemplateVersionCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { describeVersion } from '../describe-template.ts';
import { dryRun } from '../errors.ts';
import { existingTemplate, existingVersion } from '../existing-template.ts';
import { findMade, keepMade } from '../made-once.ts';
import type { Parts } from '../parts.ts';
import { insertTemplateVersion, saveTemplate } from '../store/launch-templates.ts';

/** A version may begin from an earlier one, whose parts it takes over where it says nothing itself. */
export const createLaunchTemplateVersion = operation<CreateLaunchTemplateVersionCommand, Parts>(
  'CreateLaunchTemplateVersion',
  async (input, parts) => {
    const { clock, database, request } = parts;
    return await database.transaction(async (tx) => {
      const template = await existingTemplate(tx, input);
      const made = await findMade(tx, 'CreateLaunchTemplateVersion', input);
      if (made !== undefined)
        return { LaunchTemplateVersion: describeVersion(template, await existingVersion(tx, template, made)) };
      const source = input.SourceVersion ? await existingVersion(tx, template, input.SourceVersion) : undefined;
      if (input.DryRun) throw dryRun();
      const version = {
        template: template.id,
        version: template.latestVersion + 1,
        createdAt: clock.now(),
        createdBy: request.caller.arn,
        ...(input.VersionDescription ? { description: input.VersionDescription } : {}),
        data: { ...source?.data, ...input.LaunchTemplateData },
      };
      const after = { ...template, latestVersion: version.version };
      await insertTemplateVersion(tx, version);
      await saveTemplate(tx, after);
      await keepMade(tx, 'CreateLaunchTemplateVersion', input, String(version.version));
      return { LaunchTemplateVersion: describeVersion(after, version) };
    });
  },
);
