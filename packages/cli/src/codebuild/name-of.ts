/** The name of a project, or the id of a build or a sandbox, also where its ARN is given. */
export const nameOf = (given: string): string =>
  given.replace(/^arn:[^:]*:codebuild:[^:]*:[^:]*:(project|build|sandbox)\//, '');
