import { asObject, type Template } from '@codeyard/engine/template/parse-template';
import { type GivenParameter, resolveTemplateParameters } from '@codeyard/engine/template/template-parameters';
import type { AwsClients } from '../../gateway/aws-clients.ts';
import { validation } from './errors.ts';
import type { VersionValues } from './rules/stack.ts';

const FROM_STORE = /^AWS::SSM::Parameter::Value</;
const NAME_IN_STORE = 'AWS::SSM::Parameter::Name';

/** The values of a template's parameters, those that name one of the parameter store looked up. */
export async function resolveParameters(
  aws: AwsClients,
  template: Template,
  { given, previous }: { given: readonly GivenParameter[]; previous: Readonly<Record<string, string>> },
): Promise<VersionValues> {
  const resolved = resolveTemplateParameters(template, given, previous);
  if ('problem' in resolved) throw validation(resolved.problem);
  const typeOf = (name: string) => String(asObject(template.parameters[name]).Type);
  const names = Object.keys(resolved.values).filter(
    (name) => FROM_STORE.test(typeOf(name)) || typeOf(name) === NAME_IN_STORE,
  );
  if (names.length === 0) return { given: resolved.values, resolved: resolved.values };
  const values: Record<string, string> = { ...resolved.values };
  const missing: string[] = [];
  for (const name of names) {
    const Name = resolved.values[name] ?? '';
    const found = await valueInStore(aws, Name);
    if (found === undefined) missing.push(Name);
    else if (FROM_STORE.test(typeOf(name))) values[name] = found;
  }
  if (missing.length > 0)
    throw validation(`Unable to fetch parameters [${missing.join(',')}] from parameter store for this account.`);
  return { given: resolved.values, resolved: values };
}

async function valueInStore(aws: AwsClients, Name: string): Promise<string | undefined> {
  try {
    const { Parameter } = await aws.ssm.getParameter({ Name });
    if (Parameter?.Type === 'SecureString')
      throw validation(`Parameters [${Name}] referenced by template have types not supported by CloudFormation.`);
    return Parameter?.Value;
  } catch (error) {
    if (error instanceof Error && /^Parameter(Version)?NotFound$/.test(error.name)) return undefined;
    throw error;
  }
}
