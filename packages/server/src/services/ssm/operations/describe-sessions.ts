import type { DescribeSessionsCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { invalidFilterKey } from '../errors.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { endOf, SHELL_DOCUMENT, statusOf } from '../rules/session.ts';
import { compileSessionFilters } from '../rules/session-filters.ts';
import { listSessions } from '../store/sessions.ts';

/** Sessions of the last 30 days, the newest first. */
export const describeSessions = operation<DescribeSessionsCommand, Parts>('DescribeSessions', async (input, parts) => {
  const now = parts.clock.now();
  const passes = compileSessionFilters(input.Filters);
  if (!passes) throw invalidFilterKey('AccessType');
  const isWanted = (endedAt: number | undefined) => (input.State === 'Active') === (endedAt === undefined);
  const found = (await listSessions(parts.database)).filter(
    (session) => isWanted(endOf(session, now)) && passes(session, now),
  );
  const listing = `DescribeSessions ${JSON.stringify([input.State, input.Filters])}`;
  const page = listPage(found, input, { listing, keyOf: ({ id }) => id });
  return {
    Sessions: page.rows.map((session) => {
      const endedAt = endOf(session, now);
      return {
        SessionId: session.id,
        Target: session.target,
        Status: statusOf(session, now),
        StartDate: new Date(session.startedAt),
        ...(endedAt === undefined ? {} : { EndDate: new Date(endedAt) }),
        DocumentName: SHELL_DOCUMENT,
        Owner: session.owner,
        ...(session.reason === undefined ? {} : { Reason: session.reason }),
      };
    }),
    ...(page.nextToken ? { NextToken: page.nextToken } : {}),
  };
});
