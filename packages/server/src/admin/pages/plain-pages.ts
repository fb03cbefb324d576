import { html } from './html/html.ts';
import { type Page, page } from './html/page.ts';

/** For whoever comes without the right key: says nothing of what there is, only how to get in. */
export const lockedPage = (): Page =>
  page({
    title: 'This page needs its key',
    status: 403,
    body: html`<div class="card plain"><h1>This page needs its key</h1>
<p>Its address ends with a key, and this one has none or another one. Links with the right key are shown by the pipeline whose action did the work:</p>
<pre>aws codepipeline get-pipeline-state --name &lt;pipeline&gt;</pre>
<p>as <code>externalExecutionUrl</code> and <code>entityUrl</code> of the action. On the machine that serves Codeyard there is also</p>
<pre>codeyard open &lt;ARN of an execution or a state machine&gt;</pre></div>`,
  });

export const missingPage = (what: string): Page =>
  page({
    title: 'Not here',
    status: 404,
    body: html`<div class="card plain"><h1>Not here</h1><p>${what}</p></div>`,
  });
