import { describe, expect, it } from 'vitest';
import { html, ownMarkup } from './html.ts';
import { failureBlock, textBlock } from './text-block.ts';

const ATTACKS = [
  '<script>alert(1)</script>',
  '</script><script>alert(1)</script>',
  '</pre></title></svg><img src=x onerror=alert(1)>',
  '" onmouseover="alert(1)',
  "' onmouseover='alert(1)",
  '<!-- --><svg/onload=alert(1)>',
  '&lt;script&gt;',
  '&#60;script&#62;',
  '<\u0000script>alert(1)</script>',
  '<scr\u0008ipt>',
  ']]><script>alert(1)</script>',
  '{"a":"<img src=x onerror=alert(1)>"}',
];

/** What a browser would read the text as. */
const readBack = (markup: string): string =>
  markup
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

describe('a value in a template', () => {
  it.each(ATTACKS)('is text, and all of it: %s', (attack) => {
    const { markup } = html`${attack}`;
    expect(markup).not.toMatch(/[<>"']|&(?!(?:lt|gt|quot|amp|#39);)/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be left
    expect(markup).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f]/);
    const pictured = attack.replaceAll('\u0000', '\u2400').replaceAll('\u0008', '\u2408');
    expect(readBack(markup)).toBe(pictured);
    expect(html`<a title="${attack}">${attack}</a>`.markup).toBe(`<a title="${markup}">${markup}</a>`);
  });

  it.each(ATTACKS)('is text within lists and templates, however deep: %s', (attack) => {
    const own = html`<b>${attack}</b>`;
    const { markup } = html`<i>${[[own], [attack, [own]]]}</i>`;
    expect(markup.match(/<[^>]*>/g)).toEqual(['<i>', '<b>', '</b>', '<b>', '</b>', '</i>']);
    expect(html`${own}`.markup).toBe(own.markup);
  });

  it.each(ATTACKS)('is text in what is shown of inputs, outputs and failures: %s', (attack) => {
    const tags = (markup: string) => markup.match(/<\/?[a-z0-9]+/g)?.join('');
    const text = { text: attack, left: 0 };
    const plain = { text: 'plain', left: 0 };
    expect(tags(textBlock('i1', attack, text).markup)).toBe(tags(textBlock('i1', 'Input', plain).markup));
    expect(tags(failureBlock('e1', attack, attack).markup)).toBe(tags(failureBlock('e1', 'E', 'why').markup));
    const cause = JSON.stringify({ errorMessage: attack });
    const told = failureBlock('e1', attack, cause).markup;
    expect(tags(told)).toBe(tags(failureBlock('e1', 'E', '{"errorMessage":"why"}').markup));
  });

  it('that is a number, a line or nothing is as it is', () => {
    expect(html`${1.5}${undefined}${'a\r\n\tü→💡'}${[]}`.markup).toBe('1.5a\r\n\tü→💡');
    expect(html`${ownMarkup('<b>')}`.markup).toBe('<b>');
  });
});
