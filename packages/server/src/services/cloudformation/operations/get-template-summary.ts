import type { GetTemplateSummaryCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { validation } from '../errors.ts';
import { fetchTemplate } from '../fetch-template.ts';
import { existingStack } from '../find.ts';
import type { Parts } from '../parts.ts';
import { readTemplate } from '../prepare.ts';
import { findVersion } from '../store/stacks.ts';
import { capabilitiesOf, summarizeParameters } from '../summarize-template.ts';

export const getTemplateSummary = operation<GetTemplateSummaryCommand, Parts>(
  'GetTemplateSummary',
  async (input, parts) => {
    const text =
      input.StackName === undefined
        ? await fetchTemplate(parts.awsAs(parts.request.caller), input)
        : await stackTemplate(parts, input.StackName);
    if (text === undefined) throw validation('Either StackName or Template URL or Template Body must be specified.');
    const template = readTemplate(parts, text);
    const types = Object.entries(template.resources);
    return {
      ...{
        Parameters: summarizeParameters(template),
        ResourceTypes: types.map(([, { type }]) => type),
        Version: '2010-09-09',
      },
      ...(template.description === undefined ? {} : { Description: template.description }),
      ...capabilitiesOf(parts, template),
      ...(Object.keys(template.metadata).length > 0 ? { Metadata: JSON.stringify(template.metadata) } : {}),
      ...(template.transforms.length > 0 ? { DeclaredTransforms: [...template.transforms] } : {}),
      ResourceIdentifierSummaries: [],
    };
  },
);

async function stackTemplate({ database }: Parts, name: string): Promise<string> {
  const { id, document } = await existingStack(database, name);
  return (await findVersion(database, id, document.version ?? 0))?.template ?? '{"Resources":{}}';
}
