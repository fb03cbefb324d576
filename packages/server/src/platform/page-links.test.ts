import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodePath, opensPage, pageLink, pagePath, withPageKey } from './page-links.ts';
import { createVault } from './vault.ts';

const vault = createVault(randomBytes(32));
const OWN = 'http://127.0.0.1:4600';
const ARN = 'arn:aws:states:us-east-1:123456789012:execution:flow:first';
const PATH = `/_codeyard/executions/${ARN}`;

const show = (link: string, endpoint = OWN) => withPageKey({ vault, endpoint: () => endpoint }, link);

/** What a browser would ask this server for, and whether it is let in. */
function opens(link: string, signer = vault): boolean {
  const url = new URL(link, OWN);
  return opensPage(signer, decodePath(url.pathname) ?? '', url.searchParams.get('key') ?? '');
}

describe('a link to a page of our own', () => {
  it.each([
    ['of an execution', `${OWN}${PATH}`],
    ['of a state machine', `${OWN}/_codeyard/state-machines/arn:aws:states:us-east-1:123456789012:stateMachine:flow`],
    ['with an encoded name', `${OWN}/_codeyard/executions/${encodeURIComponent(ARN)}`],
    ['with a name in other letters', `${OWN}/_codeyard/executions/${encodeURIComponent('flüss <1> %41')}`],
    ['by another name of this machine', `http://localhost:4600${PATH}`],
    ['by its IPv6 address', `http://[::1]:4600${PATH}`],
    ['with a query of its own', `${OWN}${PATH}?log=2`],
    ['with a wrong key already', `${OWN}${PATH}?key=wrong`],
    ['with a fragment', `${OWN}${PATH}#visit-3`],
    ['with steps in its path', `${OWN}/elsewhere/../_codeyard/executions/${ARN}`],
  ])('%s gets its key and opens', (_, link) => {
    expect(opens(link)).toBe(false);
    const shown = show(link);
    expect(new URL(shown).searchParams.getAll('key')).toHaveLength(1);
    expect(opens(shown)).toBe(true);
  });

  it('keeps its host, its query and its fragment', () => {
    const shown = new URL(show(`http://localhost:4600${PATH}?log=2#visit-3`));
    expect([shown.host, shown.searchParams.get('log'), shown.hash]).toEqual(['localhost:4600', '2', '#visit-3']);
  });

  it('is the one that the server makes itself', () => {
    expect(`${OWN}${pageLink(vault, pagePath('executions', ARN))}`).toBe(show(`${OWN}${PATH}`));
    expect(opens(pageLink(vault, pagePath('executions', 'a b/ü?#%')))).toBe(true);
  });

  it('gets it by the address that the server is reached at', () => {
    const other = 'https://ci.example.com';
    expect(opens(show(`${other}${PATH}`, other))).toBe(true);
    expect(show(`${OWN}${PATH}`, other)).toBe(`${OWN}${PATH}`);
    expect(show(`http://ci.example.com${PATH}`, other)).toBe(`http://ci.example.com${PATH}`);
  });
});

describe('any other link never learns a key', () => {
  it.each([
    ['a foreign host', `http://example.com:4600${PATH}`],
    ['a host that begins like ours', `http://127.0.0.1.example.com:4600${PATH}`],
    ['a host that ends like ours', `http://evil.localhost:4600${PATH}`],
    ['a private address', `http://10.0.0.1:4600${PATH}`],
    ['our address as user of another host', `http://127.0.0.1:4600@example.com${PATH}`],
    ['a user', `http://user@127.0.0.1:4600${PATH}`],
    ['a user with a password', `http://user:pass@127.0.0.1:4600${PATH}`],
    ['a password only', `http://:pass@127.0.0.1:4600${PATH}`],
    ['another port', `http://127.0.0.1:4601${PATH}`],
    ['another port of another name', `http://localhost:4601${PATH}`],
    ['no port', `http://127.0.0.1${PATH}`],
    ['another protocol', `https://127.0.0.1:4600${PATH}`],
    ['another protocol of another name', `https://localhost:4600${PATH}`],
    ['a script', `javascript:fetch("//example.com${PATH}")`],
    ['data', `data:text/html,${OWN}${PATH}`],
    ['a path without a host', PATH],
    ['a host without a protocol', `//127.0.0.1:4600${PATH}`],
    ['no link at all', 'see the wiki'],
    ['nothing', ''],
    ['our health', `${OWN}/_codeyard/health`],
    ['our page as a query', `${OWN}/?next=${PATH}`],
    ['our page as a fragment', `${OWN}/#${PATH}`],
    ['another folder', `${OWN}/elsewhere${PATH}`],
    ['no name', `${OWN}/_codeyard/executions/`],
    ['something below a page', `${OWN}${PATH}/more`],
    ['an encoded slash', `${OWN}${PATH}%2Fmore`],
    ['another kind', `${OWN}/_codeyard/function-code/${ARN}`],
    ['another kind by steps', `${OWN}/_codeyard/executions/%2e%2e/health`],
    ['an encoding that is none', `${OWN}/_codeyard/executions/%zz`],
    ['an encoding of no letter', `${OWN}/_codeyard/executions/%ff%fe`],
    ['an encoding of half a letter', `${OWN}/_codeyard/executions/%ed%a0%80`],
    ['a prefix that is encoded', `${OWN}/%5Fcodeyard/executions/${ARN}`],
    ['a kind that is encoded', `${OWN}/_codeyard/%65xecutions/${ARN}`],
    ['a slash of the prefix that is encoded', `${OWN}/_codeyard%2Fexecutions/${ARN}`],
    ['a full-width slash', `${OWN}/_codeyard／executions／${ARN}`],
  ])('%s', (_, link) => {
    expect(show(link)).toBe(link);
  });
});

describe('a page stays closed', () => {
  const key = new URL(show(`${OWN}${PATH}`)).searchParams.get('key') ?? '';

  it.each([
    ['without a key', PATH, ''],
    ['with the beginning of its key', PATH, key.slice(0, -1)],
    ['with more than its key', PATH, `${key}A`],
    ['with its key in other letters', PATH, key.toLowerCase() === key ? key.toUpperCase() : key.toLowerCase()],
    ['with a key of as many bytes in fewer letters', PATH, `${'ü'.repeat(21)}A`],
    ['to the key of another execution', `${PATH}2`, key],
    ['to the key of a page of another kind', `/_codeyard/state-machines/${ARN}`, key],
    ['to a signature made for something else', PATH, vault.sign('other', PATH)],
    ['to a key of another installation', PATH, createVault(randomBytes(32)).sign('page', PATH)],
  ])('%s', (_, path, given) => {
    expect(opensPage(vault, path, given)).toBe(false);
    expect(opensPage(vault, PATH, key)).toBe(true);
  });
});
