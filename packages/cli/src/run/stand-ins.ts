import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SSM } from '@aws-sdk/client-ssm';
import { asObject, parseTemplate, type Template } from '@codeyard/engine/template/parse-template';
import { type Connection, clientSettings } from '../server/connection.ts';

/** What a template takes from elsewhere, by name. */
export interface Elsewhere {
  /** Secrets with the keys that are read of them; none where it is the whole text. */
  readonly secrets: ReadonlyMap<string, readonly string[]>;
  readonly parameters: readonly string[];
}

const VALUE = 'stand-in';

/** Secrets and parameters that a template refers to and does not make; `given` are the values of its own parameters. */
export function findElsewhere(text: string, given: Readonly<Record<string, string>>): Elsewhere {
  const parsed = parseTemplate(text);
  if (!parsed.ok) return { secrets: new Map(), parameters: [] };
  const { template } = parsed;
  const secrets = new Map<string, string[]>();
  const parameters = new Set(storedParameters(template, given));
  for (const [, service, reference = ''] of JSON.stringify(template.resources).matchAll(REFERENCE)) {
    if (service !== 'secretsmanager') parameters.add(reference.replace(/:\d+$/, ''));
    const [id = '', , key] = reference.split(':');
    if (service === 'secretsmanager' && id !== 'arn')
      secrets.set(id, [...(secrets.get(id) ?? []), ...(key ? [key] : [])]);
  }
  const made = new Set(Object.values(template.resources).map(({ properties }) => properties.Name));
  return {
    secrets: new Map([...secrets].filter(([name]) => !made.has(name))),
    // Names that begin with aws are Amazon's own: nobody else can put them there.
    parameters: [...parameters].filter((name) => !made.has(name) && !/^\/?aws/i.test(name)),
  };
}

/** Only names that are written out: what a function puts together is not known before. */
const REFERENCE = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^{}$"\\]+)\}\}/g;

function storedParameters({ parameters }: Template, given: Readonly<Record<string, string>>): string[] {
  return Object.entries(parameters).flatMap(([name, declared]) => {
    const { Type, Default } = asObject(declared);
    const value = given[name] ?? Default;
    return String(Type).startsWith('AWS::SSM::Parameter::') && typeof value === 'string' ? [value] : [];
  });
}

/** Puts something in the place of what is not there; answers what it was done for. */
export async function putStandIns(connection: Connection, { secrets, parameters }: Elsewhere): Promise<string[]> {
  const settings = clientSettings(connection);
  const [store, vault] = [new SSM(settings), new SecretsManager(settings)];
  const made: string[] = [];
  for (const [Name, keys] of secrets) {
    const SecretString = keys.length > 0 ? JSON.stringify(Object.fromEntries(keys.map((key) => [key, VALUE]))) : VALUE;
    if (await isNew(vault.createSecret({ Name, SecretString }), 'ResourceExistsException')) made.push(`secret ${Name}`);
  }
  for (const Name of parameters)
    if (await isNew(store.putParameter({ Name, Value: VALUE, Type: 'String' }), 'ParameterAlreadyExists'))
      made.push(`parameter ${Name}`);
  return made;
}

const isNew = (call: Promise<unknown>, exception: string): Promise<boolean> =>
  call.then(
    () => true,
    (error: Error) => {
      if (error.name !== exception) throw error;
      return false;
    },
  );
