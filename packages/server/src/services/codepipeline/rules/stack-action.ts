const MODES = [
  'CREATE_UPDATE',
  'REPLACE_ON_FAILURE',
  'DELETE_ONLY',
  'CHANGE_SET_REPLACE',
  'CHANGE_SET_EXECUTE',
] as const;
export type StackMode = (typeof MODES)[number];

/** A file of an input artifact. */
export interface ArtifactPath {
  readonly artifact: string;
  readonly path: string;
}

/** What a CloudFormation action is to do. */
export interface StackAction {
  readonly mode: StackMode;
  readonly stackName: string;
  readonly changeSetName: string;
  readonly template?: ArtifactPath;
  readonly templateConfiguration?: ArtifactPath;
  readonly capabilities: readonly string[];
  /** JSON, as it stands in the configuration. */
  readonly parameterOverrides?: string;
  readonly roleArn: string;
  readonly outputFileName?: string;
}

type Configuration = Readonly<Record<string, string>>;
export type StackActionRead =
  | { readonly ok: true; readonly action: StackAction }
  | { readonly ok: false; readonly problem: string };

/** Besides ActionMode; what else there is counts for nothing, as AWS documents it. */
const REQUIRED: Readonly<Record<StackMode, readonly string[]>> = {
  CREATE_UPDATE: ['StackName', 'RoleArn', 'TemplatePath'],
  REPLACE_ON_FAILURE: ['StackName', 'RoleArn', 'TemplatePath'],
  DELETE_ONLY: ['StackName', 'RoleArn'],
  CHANGE_SET_REPLACE: ['StackName', 'ChangeSetName', 'RoleArn', 'TemplatePath'],
  CHANGE_SET_EXECUTE: ['StackName', 'ChangeSetName'],
};

const takesTemplate = (mode: StackMode) => REQUIRED[mode].includes('TemplatePath');

/**
 * Reads a configuration. AWS checks what a mode requires when the action runs, with these words:
 * https://github.com/hashicorp/terraform-provider-aws/issues/13121
 */
export function readStackAction(configuration: Configuration): StackActionRead {
  const mode = MODES.find((known) => known === configuration.ActionMode);
  if (!mode) return refused(`ActionMode must be one of ${MODES.join(', ')}, and not ${configuration.ActionMode}`);
  const missing = REQUIRED[mode].filter((key) => !configuration[key]);
  if (missing.length > 0)
    return refused(
      missing.map((key) => `Configuration Property ${key} should not be empty in current ActionMode`).join('; '),
    );
  const { StackName = '', ChangeSetName = '', RoleArn = '', OutputFileName } = configuration;
  const problem = OutputFileName ? pathProblem('OutputFileName', OutputFileName) : undefined;
  if (problem) return refused(problem);
  const files = takesTemplate(mode) ? readFiles(configuration) : {};
  if (typeof files === 'string') return refused(files);
  const action: StackAction = {
    ...{ mode, stackName: StackName, changeSetName: ChangeSetName, roleArn: RoleArn, ...files },
    capabilities: (configuration.Capabilities ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
    ...(OutputFileName ? { outputFileName: OutputFileName } : {}),
  };
  return { ok: true, action };
}

const refused = (problem: string): StackActionRead => ({ ok: false, problem });

type Files = Pick<StackAction, 'template' | 'templateConfiguration' | 'parameterOverrides'>;

/** What a stack or a change set is made from, or what is wrong with it. */
function readFiles({ TemplatePath = '', TemplateConfiguration, ParameterOverrides }: Configuration): Files | string {
  const template = readPath('TemplatePath', TemplatePath);
  if (typeof template === 'string') return template;
  const configuration = TemplateConfiguration ? readPath('TemplateConfiguration', TemplateConfiguration) : undefined;
  if (typeof configuration === 'string') return configuration;
  return {
    template,
    ...(configuration ? { templateConfiguration: configuration } : {}),
    ...(ParameterOverrides ? { parameterOverrides: ParameterOverrides } : {}),
  };
}

function readPath(key: string, text: string): ArtifactPath | string {
  const [, artifact, path] = /^([^:]+)::(.+)$/.exec(text) ?? [];
  if (!artifact || !path) return `${key} must have the form ArtifactName::FileName, and not ${text}`;
  return pathProblem(key, path) ?? { artifact, path };
}

/** A path in an artifact stays in the artifact. */
export function pathProblem(what: string, path: string): string | undefined {
  const leaves = path.startsWith('/') || path.includes('\\') || path.includes('\0') || path.split('/').includes('..');
  return leaves || path.endsWith('/')
    ? `${what} must be the path of a file inside of an artifact, and not ${path}`
    : undefined;
}
