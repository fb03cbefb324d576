import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';

export function createCodepipeline(context: ServiceContext): Service {
  return {
    name: 'codepipeline',
    sdkClient: 'codepipeline',
    operations: bindOperations([], context),
    notYet: [],
    workers: [],
    migrations: {},
  };
}
