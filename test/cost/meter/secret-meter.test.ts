import { expect, it } from "vitest";
import type { AwsRequest } from "../../../lib/local/aws/backend.ts";
import { createSecretMeter } from "./secret-meter.ts";
import { noUsage } from "./usage.ts";

it("the first read of a secret in each worker is free, and every further one counts", async () => {
  const usage = noUsage();
  const secrets = createSecretMeter(() => usage);
  const backend = secrets.backend(async () => ({ status: 200, headers: {}, body: "{}" }));
  const read = (name: string) =>
    backend({ operation: "GetSecretValue", body: Buffer.from(name) } as unknown as AwsRequest);

  await read("a");
  await read("b");
  secrets.started();
  await read("a");
  secrets.started();
  expect(usage.secretReads).toBe(0);
  for (let n = 0; n < 10; n++) await read("a");
  expect(usage.secretReads).toBe(9);
});
