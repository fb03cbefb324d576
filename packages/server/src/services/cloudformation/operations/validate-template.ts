import type { ValidateTemplateCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { validation } from '../errors.ts';
import { fetchTemplate } from '../fetch-template.ts';
import type { Parts } from '../parts.ts';
import { readTemplate } from '../prepare.ts';
import { capabilitiesOf, summarizeParameters } from '../summarize-template.ts';

export const validateTemplate = operation<ValidateTemplateCommand, Parts>('ValidateTemplate', async (input, parts) => {
  const text = await fetchTemplate(parts.awsAs(parts.request.caller), input);
  if (text === undefined) throw validation('Either Template URL or Template Body must be specified.');
  const template = readTemplate(parts, text);
  const Parameters = summarizeParameters(template).map(({ ParameterKey, DefaultValue, NoEcho, Description }) => ({
    ...{ ParameterKey, NoEcho },
    ...(DefaultValue === undefined ? {} : { DefaultValue }),
    ...(Description === undefined ? {} : { Description }),
  }));
  return {
    Parameters,
    ...(template.description === undefined ? {} : { Description: template.description }),
    ...capabilitiesOf(parts, template),
    ...(template.transforms.length > 0 ? { DeclaredTransforms: [...template.transforms] } : {}),
  };
});
