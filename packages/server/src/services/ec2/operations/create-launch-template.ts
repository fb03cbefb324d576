import type { CreateLaunchTemplateCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { describeTemplate } from '../describe-template.ts';
import { dryRun, templateExists } from '../errors.ts';
import { existingTemplate } from '../existing-template.ts';
import { newId } from '../launch.ts';
import { findMade, keepMade } from '../made-once.ts';
import type { Parts } from '../parts.ts';
import { tagsFor } from '../rules/launch-specification.ts';
import { findTemplate, insertTemplateVersion, type LaunchTemplate, saveTemplate } from '../store/launch-templates.ts';
import { putTags } from '../store/tags.ts';

export const createLaunchTemplate = operation<CreateLaunchTemplateCommand, Parts>(
  'CreateLaunchTemplate',
  async (input, parts) => {
    const { LaunchTemplateName: name, LaunchTemplateData: data, VersionDescription: description } = input;
    const by = { createdAt: parts.clock.now(), createdBy: parts.request.caller.arn };
    const template: LaunchTemplate = { id: newId(parts, 'lt'), name, ...by, defaultVersion: 1, latestVersion: 1 };
    const tags = tagsFor(input, 'launch-template');
    const made = await parts.database.transaction(async (tx) => {
      const earlier = await findMade(tx, 'CreateLaunchTemplate', input);
      if (earlier !== undefined) return await existingTemplate(tx, { LaunchTemplateId: earlier });
      if (await findTemplate(tx, { name })) throw templateExists(name);
      if (input.DryRun) throw dryRun();
      await saveTemplate(tx, template);
      const version = { template: template.id, version: 1, ...by, data };
      await insertTemplateVersion(tx, { ...version, ...(description ? { description } : {}) });
      await putTags(tx, template.id, tags);
      await keepMade(tx, 'CreateLaunchTemplate', input, template.id);
      return template;
    });
    return { LaunchTemplate: describeTemplate(made, tags) };
  },
);
