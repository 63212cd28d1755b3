import type { SQSClient } from "@aws-sdk/client-sqs";
import { startFauxqs } from "fauxqs";
import { sqsClient } from "../../lib/aws/clients.ts";
import { testCredentials } from "./test-credentials.ts";

export interface Fauxqs {
  client: SQSClient;
  /** Creates a queue with a new name. Returns its URL. */
  createQueue(): string;
  stop(): Promise<void>;
}

/** Starts an SQS emulator in memory. */
export async function startSqs(): Promise<Fauxqs> {
  const server = await startFauxqs({ port: 0, logger: false, host: "127.0.0.1" });
  const endpoint = `http://127.0.0.1:${server.port}`;
  const client = sqsClient({ endpoint, ...testCredentials });
  let serial = 0;
  return {
    client,
    createQueue() {
      const { queueName } = server.createQueue(`queue-${++serial}`, { attributes: { VisibilityTimeout: "60" } });
      return `${endpoint}/000000000000/${queueName}`;
    },
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
}
