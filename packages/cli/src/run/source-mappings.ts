import { resolve } from 'node:path';
import type { CreateProjectCommandInput } from '@aws-sdk/client-codebuild';
import type { ActionDeclaration, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { UNKNOWN } from '@codeyard/engine/template/template-question';
import { UserError } from '../user-error.ts';

/** The repository a source action names, or undefined for sources that are no repository (S3, ECR). */
function repositoryOf(action: ActionDeclaration): string | undefined {
  const configuration = action.configuration ?? {};
  switch (action.actionTypeId?.provider) {
    case 'CodeStarSourceConnection':
      return configuration.FullRepositoryId;
    case 'GitHub':
      return `${configuration.Owner}/${configuration.Repo}`;
    case 'CodeCommit':
      return configuration.RepositoryName;
    default:
      return undefined;
  }
}

export interface MappedSources {
  /** `--source` settings for the server. */
  readonly mappings: readonly string[];
  /** Repositories that are taken from the definition's own folder because nothing else was said. */
  readonly assumed: readonly string[];
}

/** The repositories of a pipeline's source actions. */
export const repositoriesOf = ({ stages }: PipelineDeclaration): string[] =>
  (stages?.[0]?.actions ?? []).flatMap((action) => repositoryOf(action) ?? []);

/** The repository of a project's source; none where a pipeline or a bucket gives it. */
export const repositoryOfProject = ({ source }: Pick<CreateProjectCommandInput, 'source'>): string[] =>
  source?.location && !['CODEPIPELINE', 'NO_SOURCE', 'S3'].includes(source.type ?? '') ? [source.location] : [];

/**
 * Completes the given `remote=local` pairs: the only repository stands for the folder its definition is in. One whose name is known
 * only when the stack is there may be any.
 */
export function mapSources(repositories: readonly string[], given: readonly string[], folder: string): MappedSources {
  const mappings = given.map(absolute);
  const sources = repositories.map((name) => (name.includes(UNKNOWN) ? '*' : name));
  const known = new Set(mappings.map((mapping) => mapping.slice(0, mapping.lastIndexOf('=')).toLowerCase()));
  const unmapped = [...new Set(sources)].filter((name) => !known.has(name.toLowerCase()) && !known.has('*'));
  if (unmapped.length > 1) {
    const flags = unmapped.map((name) => `--source ${name}=FOLDER`).join(' ');
    throw new UserError(`there are several repositories; say where each one is: ${flags}`);
  }
  return { mappings: [...mappings, ...unmapped.map((name) => `${name}=${folder}`)], assumed: unmapped };
}

/** `remote=./local` with the local part made absolute, unless it is a URL. */
function absolute(mapping: string): string {
  const at = mapping.lastIndexOf('=');
  if (at <= 0) throw new UserError(`--source ${mapping}: write it as REMOTE=FOLDER, such as myorg/web-app=.`);
  const local = mapping.slice(at + 1);
  return `${mapping.slice(0, at)}=${/^[\w+.-]+:\/\/|^[\w.-]+@/.test(local) ? local : resolve(local)}`;
}
