import type { ServiceContext } from '../../gateway/service.ts';
import { formatArn } from '../../platform/arn.ts';

/** Pipelines have no `pipeline/` in their ARN. */
export function pipelineArn({ account, region }: Pick<ServiceContext, 'account' | 'region'>, name: string): string {
  return formatArn({ service: 'codepipeline', region, account, resource: name });
}
