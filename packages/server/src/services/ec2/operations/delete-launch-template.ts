import type { DeleteLaunchTemplateCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { describeTemplate } from '../describe-template.ts';
import { dryRun } from '../errors.ts';
import { existingTemplate } from '../existing-template.ts';
import type { Parts } from '../parts.ts';
import { deleteTemplateRows } from '../store/launch-templates.ts';
import { deleteTags } from '../store/tags.ts';

export const deleteLaunchTemplate = operation<DeleteLaunchTemplateCommand, Parts>(
  'DeleteLaunchTemplate',
  async (input, { database }) => {
    const template = await database.transaction(async (tx) => {
      const found = await existingTemplate(tx, input);
      if (input.DryRun) throw dryRun();
      await deleteTemplateRows(tx, found.id);
      await deleteTags(tx, found.id);
      return found;
    });
    return { LaunchTemplate: describeTemplate(template, {}) };
  },
);
