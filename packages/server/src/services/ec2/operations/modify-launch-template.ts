import type { ModifyLaunchTemplateCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { describeTemplate } from '../describe-template.ts';
import { dryRun } from '../errors.ts';
import { existingTemplate, existingVersion } from '../existing-template.ts';
import type { Parts } from '../parts.ts';
import { saveTemplate } from '../store/launch-templates.ts';
import { tagsOf } from '../store/tags.ts';

export const modifyLaunchTemplate = operation<ModifyLaunchTemplateCommand, Parts>(
  'ModifyLaunchTemplate',
  async (input, { database }) => {
    const after = await database.transaction(async (tx) => {
      const template = await existingTemplate(tx, input);
      const { version } = await existingVersion(tx, template, input.DefaultVersion);
      if (input.DryRun) throw dryRun();
      const changed = { ...template, defaultVersion: version };
      await saveTemplate(tx, changed);
      return changed;
    });
    return { LaunchTemplate: describeTemplate(after, (await tagsOf(database, [after.id]))(after.id)) };
  },
);
