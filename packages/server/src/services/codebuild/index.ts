import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';

export function createCodebuild(context: ServiceContext): Service {
  return {
    name: 'codebuild',
    sdkClient: 'codebuild',
    operations: bindOperations([], context),
    notYet: [],
    workers: [],
    migrations: {},
  };
}
