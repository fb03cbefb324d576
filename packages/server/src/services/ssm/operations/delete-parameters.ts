import type { DeleteParametersCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { deleteParameterRows } from '../store/parameters.ts';

export const deleteParameters = operation<DeleteParametersCommand, ServiceContext>(
  'DeleteParameters',
  async ({ Names }, { database }) => {
    const DeletedParameters: string[] = [];
    for (const name of Names) {
      if (await database.transaction((tx) => deleteParameterRows(tx, name))) DeletedParameters.push(name);
    }
    return { DeletedParameters, InvalidParameters: Names.filter((name) => !DeletedParameters.includes(name)) };
  },
);
