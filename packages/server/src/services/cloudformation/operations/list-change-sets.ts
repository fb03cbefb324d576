import type { ChangeSetSummary, ListChangeSetsCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { liveStack } from '../find.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listChangeSets as list } from '../store/change-sets.ts';

export const listChangeSets = operation<ListChangeSetsCommand, Parts>(
  'ListChangeSets',
  async ({ StackName, NextToken }, { database }) => {
    const stack = await liveStack(database, StackName);
    const all = await list(database, stack.id);
    const { rows, nextToken } = listPage(
      all,
      { NextToken },
      { listing: `ListChangeSets ${stack.id}`, keyOf: ({ id }) => id },
    );
    const Summaries = rows.map(
      ({ id, name, document }): ChangeSetSummary => ({
        ...{ StackId: stack.id, StackName: stack.name, ChangeSetId: id, ChangeSetName: name },
        ...{
          ExecutionStatus: document.executionStatus,
          Status: document.status,
          CreationTime: new Date(document.createdAt),
        },
        ...(document.statusReason === undefined ? {} : { StatusReason: document.statusReason }),
        ...(document.description === undefined ? {} : { Description: document.description }),
        IncludeNestedStacks: document.includesNested,
      }),
    );
    return { Summaries, ...(nextToken ? { NextToken: nextToken } : {}) };
  },
);
