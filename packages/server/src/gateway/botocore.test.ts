import { describe, expect, test } from 'vitest';
import { readHead } from './http-head.ts';
import { requestForm } from './routing/request-form.ts';
import { createRouter } from './routing/router.ts';
import { startWalk } from './schema/walk.ts';
import { openWireModels } from './schema/wire-models.ts';
import type { Service } from './service.ts';
import { BOTOCORE_SERVICES, botocoreMissing, runBotocore } from './testing/botocore.ts';
import { plain, sampleStructure } from './testing/sample-output.ts';
import { toyService } from './testing/start-gateway.ts';

const missing = botocoreMissing();
if (missing && process.env.CI) throw new Error(`botocore must judge the wire in CI: ${missing}`);

const models = openWireModels();

describe.skipIf(missing)(`botocore understands and is understood${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test.each(Object.entries(BOTOCORE_SERVICES))('%s: every operation’s response', (sdkClient, service) => {
    const model = models.load(sdkClient);
    const router = routerFor(sdkClient);
    const lines = Object.entries(model.operations).flatMap(([operation, { output }]) => {
      if (UNJUDGED.has(operation)) return [];
      const sent = output === undefined ? {} : sampleStructure(model, output);
      // A range would make the whole answer partial.
      delete sent.ContentRange;
      const response = router.codec(operation).encode(sent, 'request-1');
      const body = Buffer.from(response.body as string | Uint8Array).toString('base64');
      return { service, operation, status: response.status, headers: response.headers, body, sent: plain(sent) };
    });
    const judged = runBotocore('parse.py', lines) as { operation: string; expected: unknown; understood: unknown }[];
    expect(judged.length).toBeGreaterThan(5);
    for (const { operation, expected, understood } of judged) {
      expect.soft({ operation, output: understood }).toEqual({ operation, output: expected });
    }
  });

  test.each(Object.entries(BOTOCORE_SERVICES))('%s: every operation’s request', (sdkClient, service) => {
    const { find, has } = routerFor(sdkClient);
    const requests = runBotocore('serialize.py', [{ service }]) as SerializedRequest[];
    const judged = requests.filter(({ operation }) => has(operation) && operation !== 'ListDirectoryBuckets');
    expect(judged.length).toBeGreaterThan(5);
    for (const request of judged) {
      const { operation, input } = find(request);
      expect.soft({ operation, input }).toEqual({ operation: request.operation, input: request.given });
    }
  });
});

/**
 * Event streams, which this server does not answer yet, and GetBucketLocation, whose one member is the document's root:
 * botocore reads that in a handler of its own, and the test of the aws CLI tries it.
 */
const UNJUDGED: ReadonlySet<string> = new Set([
  'GetBucketLocation',
  'GetLogObject',
  'SelectObjectContent',
  'StartLiveTail',
]);

interface SerializedRequest {
  readonly operation: string;
  readonly method: string;
  readonly target: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly given: unknown;
}

function routerFor(sdkClient: string) {
  const routing = models.routing[sdkClient];
  if (!routing) throw new Error(`${sdkClient} is not dumped`);
  const service: Service = toyService('s3', sdkClient, { operations: {} });
  const router = createRouter([service], models);
  // Signatures name the service; these requests are not signed.
  const authorization = `AWS4-HMAC-SHA256 Credential=K/20200101/us-east-1/${routing.signingName}/aws4_request`;
  return {
    has: (operation: string) => routing.operations.includes(operation),
    codec: (operation: string) => router.codec(sdkClient, operation),
    find({ method, target, headers, body: encoded }: SerializedRequest) {
      const request = { url: target, method, headers: { ...headers, authorization } };
      const head = readHead(request as never);
      if (!head) throw new Error(`${target} is no target`);
      const body = Buffer.from(encoded, 'base64');
      const route = router.find(requestForm(head), { head, path: head.rawPath, body });
      const call = { ...head, path: head.rawPath, body, labels: route.labels ?? {} };
      return { operation: route.operation, input: plain(route.codec.decode(call, startWalk())) };
    },
  };
}
