import type { DeleteParameterCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { parameterNotFound } from '../errors.ts';
import { deleteParameterRows } from '../store/parameters.ts';

export const deleteParameter = operation<DeleteParameterCommand, ServiceContext>(
  'DeleteParameter',
  async ({ Name }, { database }) => {
    if (!(await database.transaction((tx) => deleteParameterRows(tx, Name)))) throw parameterNotFound();
    return {};
  },
);
