import { type Backend, localBackend } from "./backend.ts";
import { startDynoxideProcess } from "./dynamodb/dynoxide.ts";
import { createSqs, type SqsOptions } from "./sqs/sqs.ts";
import { createUpstream } from "./upstream.ts";

export interface OpenBackend {
  backend: Backend;
  stop(): unknown;
}

/**
 * Uses the DynamoDB at the given URL, or starts the local one when there is no URL. Calls wait while the local one
 * restarts.
 */
export async function openDynamoDb(
  dataDir: string,
  url: string | undefined,
  warn: (line: string) => void,
): Promise<OpenBackend> {
  if (url) return createUpstream(url);
  const dynoxide = await startDynoxideProcess(dataDir, warn);
  const upstream = createUpstream(dynoxide.url);
  return {
    async backend(request) {
      await dynoxide.running();
      return upstream.backend(request);
    },
    stop() {
      upstream.stop();
      return dynoxide.stop();
    },
  };
}

/** Uses the SQS at the given URL, or starts the local one when there is no URL. */
export function openSqs(options: SqsOptions, url: string | undefined): OpenBackend {
  if (url) return createUpstream(url);
  const sqs = createSqs(options);
  return { backend: localBackend(sqs.service), stop: sqs.stop };
}
