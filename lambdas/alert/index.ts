import { eventBridgeClient } from "../../lib/aws/clients.ts";
import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoAlertOutbox } from "../../lib/aws/dynamodb/stores/alert-outbox.ts";
import { dynamoDeliveryReader } from "../../lib/aws/dynamodb/stores/delivery-reader.ts";
import { dynamoExhaustedDigests } from "../../lib/aws/dynamodb/stores/exhausted-digests.ts";
import { eventBridgeAlertBus } from "../../lib/aws/eventbridge/alert-bus.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { snsPeople } from "../../lib/aws/sns/people.ts";
import { sqsOwnEvents } from "../../lib/aws/sqs/own-events.ts";
import { alertEnv, readEnv } from "../../lib/contract/env.ts";
import { alertHandler } from "./handler.ts";

const env = readEnv(alertEnv);
const now = Date.now;
const table = openTable(env, now);
const events = eventBridgeClient();

export const handler = alertHandler({
  outbox: dynamoAlertOutbox(table),
  digests: dynamoExhaustedDigests(table),
  reader: dynamoDeliveryReader(table),
  bus: eventBridgeAlertBus(events, env.BUS_NAME),
  own: sqsOwnEvents(awsCallerOf(events), env.INTAKE_QUEUE_URL),
  people: env.ALERT_TOPIC_ARN ? snsPeople(events, env.ALERT_TOPIC_ARN, process.env.AWS_ENDPOINT_URL_SNS) : undefined,
  links: { apiUrl: env.API_URL, consoleUrl: env.CONSOLE_URL, stage: env.STAGE },
  now,
  logger: createLogger(),
});
