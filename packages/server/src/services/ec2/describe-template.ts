import type { LaunchTemplate as Described, LaunchTemplateVersion as DescribedVersion } from '@aws-sdk/client-ec2';
import { tagList } from './rules/describe-instance.ts';
import type { Tags } from './rules/filters.ts';
import type { LaunchTemplate, LaunchTemplateVersion } from './store/launch-templates.ts';

export const describeTemplate = (template: LaunchTemplate, tags: Tags): Described => ({
  LaunchTemplateId: template.id,
  LaunchTemplateName: template.name,
  CreateTime: new Date(template.createdAt),
  CreatedBy: template.createdBy,
  DefaultVersionNumber: template.defaultVersion,
  LatestVersionNumber: template.latestVersion,
  Tags: tagList(tags),
});

export const describeVersion = (template: LaunchTemplate, version: LaunchTemplateVersion): DescribedVersion => ({
  LaunchTemplateId: template.id,
  LaunchTemplateName: template.name,
  VersionNumber: version.version,
  ...(version.description === undefined ? {} : { VersionDescription: version.description }),
  CreateTime: new Date(version.createdAt),
  CreatedBy: version.createdBy,
  DefaultVersion: version.version === template.defaultVersion,
  LaunchTemplateData: version.data as DescribedVersion['LaunchTemplateData'],
});
