import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import type { LocalAws } from "../../../lib/local/aws/local-aws.ts";
import { emptyPlan } from "../../../lib/local/resources/plan.ts";
import { serviceHandlers } from "../../../lib/local/resources/service-resources.ts";
import { readStack } from "../../../lib/local/template/assembly.ts";
import { deployTemplate } from "../../../lib/local/template/deploy-template.ts";
import { awsForTest, clientsOf, place } from "../support/local-aws.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const HIGH_THROUGHPUT = { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" };

/** Deploys a FIFO queue. Resolves with its URL. */
async function deploy(aws: LocalAws, properties: object): Promise<string | undefined> {
  const plan = emptyPlan();
  const Queue = { Type: "AWS::SQS::Queue", Properties: { FifoQueue: true, ...properties } };
  const stacks = [readStack("s", { Resources: { Queue } })];
  const handlers = serviceHandlers(aws, plan, place);
  await deployTemplate({ stacks, assets: new Map() }, { ...place, handlers });
  return [...plan.queues.values()][0];
}

test("a FIFO queue has a generated name with its suffix, and is found again at the next start", async () => {
  const aws = await awsForTest(temporaryFolder());
  const QueueUrl = await deploy(aws, HIGH_THROUGHPUT);
  expect(QueueUrl).toMatch(/\/s-Queue-[0-9a-f]+\.fifo$/);
  expect(await deploy(aws, { ...HIGH_THROUGHPUT, VisibilityTimeout: 60 })).toBe(QueueUrl);
  const { sqs } = clientsOf(aws.endpoint);
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  expect(Attributes).toMatchObject({ FifoQueue: "true", VisibilityTimeout: "60", ...HIGH_THROUGHPUT });
});

test.each([
  ["content-based deduplication", { ContentBasedDeduplication: true }, /ContentBasedDeduplication/],
  ["a name without the suffix", { QueueName: "ordered" }, /must end with \.fifo/],
  ["a limit per group only", { FifoThroughputLimit: "perMessageGroupId" }, /DeduplicationScope is messageGroup/],
  ["FifoQueue: false", { FifoQueue: false }, /FifoQueue/],
])("a FIFO queue with %s is refused", async (_name, properties, message) => {
  const aws = await awsForTest(temporaryFolder());
  await expect(deploy(aws, properties)).rejects.toThrow(message);
});
