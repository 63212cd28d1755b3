import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

/** A customer's endpoint. It verifies signatures, and can be down. */
export interface DemoReceiver {
  url: string;
  /** While true, the receiver answers 503. */
  down: boolean;
  /** The secret to verify with. Known once the subscription exists. */
  secret: string;
  /** Number of POSTs with a valid signature. */
  verified: number;
  /** Number of POSTs with an invalid signature. */
  rejected: number;
  close(): Promise<void>;
}

/** Starts a receiver on a free port of 127.0.0.1. */
export async function startDemoReceiver(): Promise<DemoReceiver> {
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    if (receiver.down) response.writeHead(503).end("down for maintenance");
    else if (isGenuine(body, request, receiver.secret)) {
      receiver.verified++;
      response.writeHead(200).end("thank you");
    } else {
      receiver.rejected++;
      response.writeHead(400).end("bad signature");
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: DemoReceiver = {
    url: `http://127.0.0.1:${port}/webhooks`,
    down: false,
    secret: "",
    verified: 0,
    rejected: 0,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function isGenuine(body: Buffer, { headers }: IncomingMessage, secret: string): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
