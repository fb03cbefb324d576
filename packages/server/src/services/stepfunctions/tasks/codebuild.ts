import { isObject } from '@codeyard/engine/states-language/json';
import { plain } from '../../../gateway/call-service.ts';
import { fromService, toService } from '../../../gateway/member-case.ts';
import { type Integration, succeeded } from './integration.ts';

/** `codebuild:startBuild`: a build, and with `.sync` its end. */
export const startBuild: Integration = {
  resource: 'codebuild:startBuild',
  async start({ input, token, aws }, pattern) {
    const parameters = toService('codebuild', isObject(input) ? input : {}) as { projectName: string };
    const started = await aws.codebuild
      .startBuild({ ...parameters, idempotencyToken: token })
      .catch((error: Error) => error);
    if (started instanceof Error)
      return { state: 'failed', error: `CodeBuild.${started.name}`, cause: started.message };
    const submitted = fromService('codebuild', plain({ build: started.build }));
    if (pattern === 'request') return { state: 'succeeded', output: submitted };
    return { state: 'running', handle: started.build?.id ?? '', submitted };
  },
  async poll({ aws }, id) {
    const { builds } = await aws.codebuild.batchGetBuilds({ ids: [id] });
    const build = builds?.[0];
    if (build && !build.buildComplete) return { state: 'running', handle: id, submitted: {} };
    const shown = fromService('codebuild', plain({ build }));
    if (build?.buildStatus === 'SUCCEEDED') return succeeded(shown);
    return { state: 'failed', error: 'States.TaskFailed', cause: JSON.stringify(shown) };
  },
  async stop({ aws }, id) {
    await aws.codebuild.stopBuild({ id });
  },
};
