import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { Lambda } from '@aws-sdk/client-lambda';
import { SFN } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageLink, pagePath } from '../../platform/page-links.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { until } from '../../testing/until.ts';
import { zipOf } from '../../testing/zip-of.ts';

const roleArn = 'arn:aws:iam::123456789012:role/states';
const ATTACK = '</pre><script>alert("input")</script>';
const log = { groupName: '/codeyard/build', streamName: 'first/1' };

/** The function throws until it has been called so often as it is told, then tells of its log. */
const CODE = `
  const calls = {};
  class Busy extends Error { name = 'Busy' }
  class Broken extends Error { name = 'Broken' }
  export const handler = async ({ id, times, log, attack }) => {
    calls[id] = (calls[id] ?? 0) + 1;
    if (times < 0) throw new Broken('it broke on ' + attack);
    if (calls[id] <= times) throw new Busy('not now');
    return { did: calls[id], log, attack };
  };`;

const call = (times: number) => ({
  Type: 'Task',
  Resource: 'arn:aws:lambda:us-east-1:123456789012:function:work',
  Parameters: { 'id.$': '$$.Execution.Id', times, log, 'attack.$': '$$.Execution.Input.attack' },
});

const DEFINITION = {
  StartAt: 'Try <again>',
  States: {
    'Try <again>': {
      ...call(2),
      ...{ Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, BackoffRate: 1 }], Next: 'Break' },
    },
    Break: { ...call(-1), Next: 'Never' },
    Never: { Type: 'Succeed' },
  },
};

let yard: Yard;
let sfn: SFN;
let stateMachineArn = '';
let executionArn = '';
let page: Answer;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function get(address: string): Promise<Answer> {
  const answer = await fetch(new URL(address, yard.endpoint), { redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const linkOf = (kind: 'executions' | 'state-machines', arn: string) =>
  pageLink(yard.context.vault, pagePath(kind, arn));

/** The tags of scripts, without their texts. */
const scriptsIn = ({ text }: Answer) => text.match(/<script\b[^>]*>/gi);

/** Addresses that an answer leads to, as a browser reads them. */
const hrefsIn = ({ text }: Answer) =>
  [...text.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));

beforeAll(async () => {
  yard = await startYard();
  sfn = yard.client(SFN);
  await yard.client(Lambda).createFunction({
    ...{ FunctionName: 'work', Role: roleArn, Runtime: 'nodejs20.x', Handler: 'index.handler' },
    Code: { ZipFile: zipOf({ 'index.mjs': CODE }) },
  });
  const logs = yard.client(CloudWatchLogs);
  await logs.createLogGroup({ logGroupName: log.groupName });
  await logs.createLogStream({ logGroupName: log.groupName, logStreamName: log.streamName });
  const lines = ['compiling', `\u001b[31mred\u001b[0m ${ATTACK}`, 'half\rwhole'];
  await logs.putLogEvents({
    ...{ logGroupName: log.groupName, logStreamName: log.streamName },
    logEvents: lines.map((message) => ({ timestamp: Date.now(), message })),
  });
  const definition = JSON.stringify(DEFINITION);
  ({ stateMachineArn = '' } = await sfn.createStateMachine({ name: 'flow', roleArn, definition }));
  const input = JSON.stringify({ attack: ATTACK });
  ({ executionArn = '' } = await sfn.startExecution({ stateMachineArn, name: 'first', input }));
  await until(async () => (await sfn.describeExecution({ executionArn })).status !== 'RUNNING');
  page = await get(linkOf('executions', executionArn));
}, 90_000);

afterAll(() => yard?.stop());

describe('the page of an execution', () => {
  it('says nothing without its key but where links with keys are', async () => {
    const wrong = linkOf('executions', `${executionArn}x`).replace(/.*\?/, '?');
    for (const query of ['', '?key=', '?key=wrong', wrong]) {
      const locked = await get(`${pagePath('executions', executionArn)}${query}`);
      expect(locked.status).toBe(403);
      expect(locked.text).toContain('aws codepipeline get-pipeline-state --name');
      expect(locked.text).toContain('externalExecutionUrl');
      for (const secret of ['execution:flow', 'Try &lt;', 'Broken', '/codeyard/build'])
        expect(locked.text).not.toContain(secret);
      expect(locked.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
    const unknown = await get(pagePath('executions', `${executionArn}x`));
    expect(unknown.text).toBe((await get(pagePath('executions', executionArn))).text);
  });

  it('may load nothing, be framed by nobody and be kept nowhere', () => {
    expect(page.status).toBe(200);
    const { headers } = page;
    const policy = headers.get('content-security-policy') ?? '';
    const rules = Object.fromEntries(policy.split('; ').map((rule) => [rule.split(' ')[0], rule.replace(/^\S+ /, '')]));
    expect(rules).toEqual({
      'default-src': "'none'",
      'script-src': expect.stringMatching(/^'sha256-[A-Za-z0-9+/]{43}='$/),
      'style-src': expect.stringMatching(/^'sha256-[A-Za-z0-9+/]{43}='$/),
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    const others = ['content-type', 'cache-control', 'referrer-policy', 'x-content-type-options', 'x-frame-options'];
    expect(others.map((name) => headers.get(name))).toEqual([
      ...['text/html; charset=utf-8', 'no-store', 'no-referrer', 'nosniff', 'DENY'],
    ]);
  });

  it('has only the script and the style that its headers allow', async () => {
    const policy = page.headers.get('content-security-policy') ?? '';
    for (const [name, kind] of [
      ['script', 'script-src'],
      ['style', 'style-src'],
    ] as const) {
      const texts = [...page.text.matchAll(new RegExp(`<${name}\\b[^>]*>([^]*?)</${name}>`, 'gi'))];
      expect(texts).toHaveLength(1);
      const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(texts[0]?.[1]));
      expect(policy).toContain(`${kind} 'sha256-${Buffer.from(hash).toString('base64')}'`);
    }
    expect(page.text).not.toMatch(/<[^>]* (?:style|on\w+)=/i);
  });

  it('tells what happened: states, retries, the error, inputs and outputs', () => {
    const { text } = page;
    for (const state of ['Try &lt;again&gt;', 'Break']) expect(text).toContain(`<b>${state}</b>`);
    expect(text).toContain('>Never</text>');
    expect(text).toContain('Task · 3 attempts');
    expect(text).toMatch(/Task · \d+\.\d s · 2 retries/);
    expect(text).toContain('<p class="error-name">Broken: it broke on ');
    expect(text).toContain('<span class="error-name">Busy</span>');
    expect(text).toContain('Failed · first');
    expect(text.match(/class="edge taken"/g)).toHaveLength(1);
    expect(text).toContain('&quot;did&quot;: 3');
  });

  it('shows the log that a state told of, as a terminal would show it', () => {
    expect(page.text).toContain('/codeyard/build · first/1');
    const shown = /<pre class="log"[^>]*>([^<]*)<\/pre>/.exec(page.text)?.[1];
    const attack = '&lt;/pre&gt;&lt;script&gt;alert(&quot;input&quot;)&lt;/script&gt;';
    expect(shown?.split('\n')).toEqual(['compiling', `red ${attack}`, 'whole']);
  });

  it('has nothing of inputs, outputs, errors and logs as markup', () => {
    expect(scriptsIn(page)).toEqual(['<script>']);
    expect(page.text.split('alert(').length).toBeGreaterThan(4);
    expect(page.text).not.toContain('<script>alert');
    expect(page.text).not.toContain('<again>');
  });

  it('stays the same whatever part of whichever log is asked for', async () => {
    const link = linkOf('executions', executionArn);
    for (const query of ['&log=0', '&log=9999', '&log=x', '&at=nowhere', '&log=0&at=b/1', '&at=b/%3Cscript%3E']) {
      const again = await get(link + query);
      expect(again.status).toBe(200);
      expect(scriptsIn(again)).toEqual(['<script>']);
      expect(again.text).toContain('<p class="error-name">Broken: it broke on ');
    }
  });

  it('that is not there is not there, and not those of other kinds', async () => {
    const arns = [
      executionArn.replace(/first$/, 'second'),
      stateMachineArn,
      'nonsense',
      '<script>',
      `${executionArn}:x`,
    ];
    for (const arn of arns) {
      const missing = await get(linkOf('executions', arn));
      expect([arn, missing.status]).toEqual([arn, 404]);
      expect(missing.text).toContain('<h1>Not here</h1>');
      expect(missing.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(scriptsIn(missing)).toEqual(['<script>']);
    }
  });

  it('opens after a restart by the same link, and is only read', async () => {
    const link = linkOf('executions', executionArn);
    await yard.restart();
    expect((await get(link)).status).toBe(200);
    expect((await fetch(new URL(link, yard.endpoint), { method: 'POST' })).status).toBe(405);
  });
});

describe('the page of a state machine', () => {
  it('lists its executions with links that open', async () => {
    const { executionArn: other = '' } = await sfn.startExecution({ stateMachineArn, name: 'second', input: '{}' });
    const listing = await get(linkOf('state-machines', stateMachineArn));
    expect(listing.status).toBe(200);
    expect(listing.text).toContain('Try &lt;again&gt;');
    const links = hrefsIn(listing).filter((href) => href.startsWith('/_codeyard/executions/'));
    expect(links).toEqual([linkOf('executions', other), linkOf('executions', executionArn)]);
    const titles = await Promise.all(
      links.map(async (link) => /<h1><span>(.*?)<\/span>/.exec((await get(link)).text)?.[1]),
    );
    expect(titles).toEqual(['second', 'first']);
    await sfn.stopExecution({ executionArn: other });
  });

  it('shows those of one status, and every link of it opens', async () => {
    const failed = await get(`${linkOf('state-machines', stateMachineArn)}&status=FAILED`);
    expect(hrefsIn(failed)).toContain(linkOf('executions', executionArn));
    const none = await get(`${linkOf('state-machines', stateMachineArn)}&status=TIMED_OUT`);
    expect(none.text).toContain('There are none.');
    const nowhere = await get(`${linkOf('state-machines', stateMachineArn)}&from=%3Cscript%3E&status=%3Cscript%3E`);
    expect([nowhere.status, scriptsIn(nowhere)]).toEqual([200, ['<script>']]);
    const statuses = await Promise.all(hrefsIn(failed).map(async (href) => (await get(href)).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('is closed without its key, and is not there when there is none', async () => {
    expect((await get(pagePath('state-machines', stateMachineArn))).status).toBe(403);
    const key = linkOf('executions', executionArn).replace(/.*\?/, '?');
    expect((await get(pagePath('state-machines', stateMachineArn) + key)).status).toBe(403);
    expect((await get(linkOf('state-machines', `${stateMachineArn}x`))).status).toBe(404);
  });
});
