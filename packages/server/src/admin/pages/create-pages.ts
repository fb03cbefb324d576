import type { ServiceContext } from '../../gateway/service.ts';
import { decodePath, opensPage, pageLink, pagePath, readUrl } from '../../platform/page-links.ts';
import { executionPage } from './execution-page.ts';
import type { Page } from './html/page.ts';
import { loadExecution } from './load-execution.ts';
import { loadMachine } from './load-machine.ts';
import { machinePage, STATUSES } from './machine-page.ts';
import { lockedPage, missingPage } from './plain-pages.ts';

const PAGES = /^\/_codeyard\/(executions|state-machines)\/(.+)$/s;

/** What the API says of an ARN that is none, or of something that is not there. */
const NOT_THERE = ['ExecutionDoesNotExist', 'StateMachineDoesNotExist', 'InvalidArn', 'ValidationException'];
const BAD_PLACE = ['InvalidToken'];

type Parts = Pick<ServiceContext, 'aws' | 'clock' | 'vault'>;

/** Answers the pages of executions and state machines: undefined for any other address. Without its key no page says anything. */
export function createPages(parts: Parts) {
  return async (address: string): Promise<Page | undefined> => {
    const url = readUrl(address, 'http://codeyard');
    const path = decodePath(url?.pathname ?? '');
    const [, kind, arn = ''] = PAGES.exec(path ?? '') ?? [];
    if (!url || path === undefined || !kind) return undefined;
    if (!opensPage(parts.vault, path, url.searchParams.get('key') ?? '')) return lockedPage();
    const link = pageLink(parts.vault, path);
    try {
      const show = kind === 'executions' ? showExecution : showMachine;
      return await show(parts, { arn, link, query: url.searchParams });
    } catch (error) {
      const { name, message } = error as Error;
      if (NOT_THERE.includes(name) || BAD_PLACE.includes(name)) return missingPage(message);
      throw error;
    }
  };
}

interface Call {
  readonly arn: string;
  readonly link: string;
  readonly query: URLSearchParams;
}

const PLACE_IN_LOG = /^b\/-?\d{1,15}$/;

async function showExecution({ aws, clock }: Parts, { arn, link, query }: Call): Promise<Page> {
  const log = /^\d{1,4}$/.exec(query.get('log') ?? '')?.[0];
  const at = PLACE_IN_LOG.exec(query.get('at') ?? '')?.[0];
  const wanted = { ...(log === undefined ? {} : { log: Number(log) }), ...(at === undefined ? {} : { at }) };
  const { view, places, part } = await loadExecution(aws, arn, wanted);
  const linkTo = (number: number, place?: string) =>
    `${link}&log=${number}${place === undefined ? '' : `&at=${encodeURIComponent(place)}`}`;
  return executionPage({ ...view, now: clock.now(), ...(part ? { log: { places, part, linkTo } } : {}) });
}

async function showMachine({ aws, clock, vault }: Parts, { arn, link, query }: Call): Promise<Page> {
  const wanted = query.get('status') ?? '';
  const status = Object.hasOwn(STATUSES, wanted) ? wanted : undefined;
  const from = query.get('from') ?? undefined;
  const { view, executions } = await loadMachine(aws, arn, { status, from });
  return machinePage({
    ...view,
    executions: executions.map((run) => ({ ...run, link: pageLink(vault, pagePath('executions', run.arn)) })),
    linkTo: (place) =>
      `${link}${Object.entries(place)
        .map(([name, value]) => `&${name}=${encodeURIComponent(value)}`)
        .join('')}`,
    isFirst: from === undefined,
    now: clock.now(),
  });
}
