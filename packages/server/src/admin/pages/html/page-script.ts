/**
 * The only script: while something runs it gets the page again and puts in what has changed, so that what the reader has opened stays
 * open. Without it pages reload as a whole.
 */
export const PAGE_SCRIPT = `
'use strict';
{
  const first = document.querySelector('.canvas .running, .canvas .retrying, .canvas .failed');
  const canvas = first && first.closest('.canvas');
  if (canvas) {
    const [box, state] = [canvas.getBoundingClientRect(), first.getBoundingClientRect()];
    canvas.scrollTop = Math.max(0, state.top - box.top - box.height / 2);
    canvas.scrollLeft += state.left + state.width / 2 - box.left - box.width / 2;
  }
  for (const log of document.querySelectorAll('.log')) log.scrollTop = log.scrollHeight;
  const sources = new Map([...document.querySelectorAll('[data-live]')].map((part) => [part.id, part.innerHTML]));
  const refresh = async () => {
    const answer = await fetch(location.href, { cache: 'no-store' });
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of fresh.querySelectorAll('[data-live]')) {
      const old = document.getElementById(part.id);
      if (!old || sources.get(part.id) === part.innerHTML) continue;
      sources.set(part.id, part.innerHTML);
      const open = new Set([...old.querySelectorAll('details[open][id]')].map(({ id }) => id));
      const seen = new Set([...old.querySelectorAll('details[id]')].map(({ id }) => id));
      const places = [...old.querySelectorAll('pre[id], .canvas')].map((box) => {
        const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 8;
        return [box.id, box.scrollTop, box.scrollLeft, isAtEnd];
      });
      const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
      for (const one of part.querySelectorAll('details[id]')) if (seen.has(one.id)) one.open = open.has(one.id);
      old.replaceChildren(...part.childNodes);
      for (const [id, top, left, isAtEnd] of places) {
        const box = document.getElementById(id);
        if (!box) continue;
        box.scrollTop = isAtEnd && box.matches('.log') ? box.scrollHeight : top;
        box.scrollLeft = left;
      }
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    }
    document.title = fresh.title;
    document.body.dataset.wait = fresh.body.dataset.wait ?? '';
  };
  const later = () => {
    const wait = Number(document.body.dataset.wait);
    if (wait > 0) setTimeout(next, wait);
  };
  const next = async () => {
    if (!document.hidden) await refresh().catch(() => undefined);
    later();
  };
  later();
}
`;
