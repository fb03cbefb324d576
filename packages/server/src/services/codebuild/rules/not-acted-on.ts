import type { Build } from './build.ts';

/** What a build asks for that is recorded but not done here; each becomes a line of its log, so that nobody is misled. */
export function notActedOn({ definition }: Build): string[] {
  const { environment } = definition;
  const asked: Readonly<Record<string, boolean>> = {
    certificate: Boolean(environment.certificate),
    dockerServer: environment.dockerServer !== undefined,
    fileSystemLocations: (definition.fileSystemLocations ?? []).length > 0,
    vpcConfig: Boolean(definition.vpcConfig?.vpcId),
  };
  return Object.entries(asked)
    .filter(([, isAsked]) => isAsked)
    .map(([name]) => `Skip ${name} due to: it is not implemented by Codeyard yet`);
}

/** Whether builds of this environment type can run here at all. */
export const isRunnable = ({ definition }: Build): boolean => !/^(WINDOWS|MAC)_/.test(definition.environment.type);
