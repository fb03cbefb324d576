import type { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { validation } from '../errors.ts';
import { existingChangeSet, namedStack } from '../find.ts';
import type { Parts } from '../parts.ts';
import { writeTemplate } from '../rules/write-template.ts';
import { findVersion } from '../store/stacks.ts';

/** The template as it was given, or with what serverless resources stand for. */
export const getTemplate = operation<GetTemplateCommand, Parts>('GetTemplate', async (input, parts) => {
  const text = await textOf(input, parts);
  const read = parts.templates(text);
  const hasTransform = read.ok && read.original.transforms.length > 0;
  const isProcessed = input.TemplateStage === 'Processed' && read.ok && hasTransform;
  return {
    TemplateBody: isProcessed ? writeTemplate(read.template) : text,
    StagesAvailable: ['Original', 'Processed'],
  };
});

async function textOf(
  { StackName, ChangeSetName }: { StackName?: string | undefined; ChangeSetName?: string | undefined },
  { database }: Parts,
): Promise<string> {
  if (ChangeSetName !== undefined)
    return (await existingChangeSet(database, { name: ChangeSetName, stack: StackName })).changeSet.template;
  if (StackName === undefined) throw validation('Either StackName or ChangeSetName must be specified');
  const { id, document } = await namedStack(database, StackName);
  // A stack that only has a change set has an empty template.
  return (
    (document.version === undefined ? undefined : (await findVersion(database, id, document.version))?.template) ?? '{}'
  );
}
