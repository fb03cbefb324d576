import type { DescribeLaunchTemplatesCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { describeTemplate } from '../describe-template.ts';
import { templateNameNotFound, templateNotFound } from '../errors.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { compileFilters, type FilterTable } from '../rules/filters.ts';
import { type LaunchTemplate, listTemplates } from '../store/launch-templates.ts';
import { tagsOf } from '../store/tags.ts';

const FILTERS: FilterTable<LaunchTemplate> = {
  'launch-template-name': ({ name }) => [name],
  'create-time': ({ createdAt }) => [new Date(createdAt).toISOString()],
};

export const describeLaunchTemplates = operation<DescribeLaunchTemplatesCommand, Parts>(
  'DescribeLaunchTemplates',
  async (input, { database }) => {
    const { LaunchTemplateIds: ids = [], LaunchTemplateNames: names = [], Filters } = input;
    const passes = compileFilters(Filters, FILTERS);
    const all = await listTemplates(database);
    const missing = ids.filter((wanted) => !all.some(({ id }) => id === wanted));
    if (missing.length > 0) throw templateNotFound(missing);
    const unnamed = names.filter((wanted) => !all.some(({ name }) => name === wanted));
    if (unnamed.length > 0) throw templateNameNotFound(unnamed);
    const isAsked = ({ id, name }: LaunchTemplate) =>
      (ids.length === 0 && names.length === 0) || ids.includes(id) || names.includes(name);
    const tags = await tagsOf(database);
    const found = all.filter((template) => isAsked(template) && passes(template, tags(template.id)));
    const listing = `DescribeLaunchTemplates ${JSON.stringify(Filters ?? [])}`;
    const page = listPage(found, input, { listing, keyOf: ({ name }) => name });
    return {
      LaunchTemplates: page.rows.map((template) => describeTemplate(template, tags(template.id))),
      ...(page.nextToken ? { NextToken: page.nextToken } : {}),
    };
  },
);
