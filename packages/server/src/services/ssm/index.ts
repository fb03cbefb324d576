import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import { migrations } from './migrations/index.ts';
import { notYet } from './not-yet.ts';
import { addTagsToResource } from './operations/add-tags-to-resource.ts';
import { deleteParameter } from './operations/delete-parameter.ts';
import { deleteParameters } from './operations/delete-parameters.ts';
import { describeParameters } from './operations/describe-parameters.ts';
import { getParameter } from './operations/get-parameter.ts';
import { getParameterHistory } from './operations/get-parameter-history.ts';
import { getParameters } from './operations/get-parameters.ts';
import { getParametersByPath } from './operations/get-parameters-by-path.ts';
import { labelParameterVersion } from './operations/label-parameter-version.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { putParameter } from './operations/put-parameter.ts';
import { removeTagsFromResource } from './operations/remove-tags-from-resource.ts';
import { unlabelParameterVersion } from './operations/unlabel-parameter-version.ts';

const operations = [
  addTagsToResource,
  deleteParameter,
  deleteParameters,
  describeParameters,
  getParameter,
  getParameterHistory,
  getParameters,
  getParametersByPath,
  labelParameterVersion,
  listTagsForResource,
  putParameter,
  removeTagsFromResource,
  unlabelParameterVersion,
];

export function createSsm(context: ServiceContext): Service {
  return {
    name: 'ssm',
    sdkClient: 'ssm',
    operations: bindOperations(operations, context),
    notYet,
    workers: [],
    migrations,
  };
}
