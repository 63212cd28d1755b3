import { afterAll, beforeAll, describe } from "vitest";
import { dynamoAdmissionReader } from "../../../lib/aws/dynamodb/admission.ts";
import { dynamoCatalogStore } from "../../../lib/aws/dynamodb/catalog.ts";
import { dynamoDeliveryReader } from "../../../lib/aws/dynamodb/deliveries.ts";
import { dynamoDeliveryLog } from "../../../lib/aws/dynamodb/delivery-log.ts";
import { dynamoDialectStore } from "../../../lib/aws/dynamodb/dialects.ts";
import { dynamoEventWriter } from "../../../lib/aws/dynamodb/events.ts";
import { dynamoLogReader } from "../../../lib/aws/dynamodb/log-reader.ts";
import { dynamoSubscriptionStore, dynamoSubscriptionSwitch } from "../../../lib/aws/dynamodb/subscriptions.ts";
import { dynamoTenantStore } from "../../../lib/aws/dynamodb/tenants.ts";
import { T0 } from "../../support/contracts/records.ts";
import { tableContract } from "../../support/contracts/table.ts";
import type { TablePorts } from "../../support/contracts/table-ports.ts";
import { createTable, type Dynoxide, startDynoxide } from "../../support/dynoxide.ts";
import { memoryCatalogStore } from "../../support/memory/catalog.ts";
import { memoryDeliveryLog, memoryDeliveryReader } from "../../support/memory/deliveries.ts";
import { memoryDialectStore } from "../../support/memory/dialects.ts";
import { memoryAdmissionReader, memoryEventWriter } from "../../support/memory/events.ts";
import { memoryLogReader } from "../../support/memory/log-reader.ts";
import { memorySubscriptionStore, memorySubscriptionSwitch } from "../../support/memory/subscriptions.ts";
import { memoryTenantStore } from "../../support/memory/tenants.ts";
import { memoryWorld } from "../../support/memory/world.ts";

describe("in memory", () => {
  tableContract(function open(): TablePorts {
    let nowMs = T0;
    const world = memoryWorld(() => nowMs);
    return {
      tenants: memoryTenantStore(world),
      subscriptions: memorySubscriptionStore(world),
      subscriptionSwitch: memorySubscriptionSwitch(world),
      admission: memoryAdmissionReader(world),
      catalog: memoryCatalogStore(world),
      dialects: memoryDialectStore(world),
      events: memoryEventWriter(world),
      deliveries: memoryDeliveryReader(world),
      log: memoryDeliveryLog(world),
      logReader: memoryLogReader(world),
      setNow: (ms) => {
        nowMs = ms;
      },
    };
  });
});

describe("DynamoDB", () => {
  let dynoxide: Dynoxide;

  beforeAll(async () => {
    dynoxide = await startDynoxide();
    await createTable(dynoxide.client, "posthorn");
  });
  afterAll(() => dynoxide.stop());

  tableContract(function open(): TablePorts {
    let nowMs = T0;
    const table = { client: dynoxide.client, name: "posthorn", retentionDays: 30, now: () => nowMs };
    return {
      tenants: dynamoTenantStore(table),
      subscriptions: dynamoSubscriptionStore(table),
      subscriptionSwitch: dynamoSubscriptionSwitch(table),
      admission: dynamoAdmissionReader(table),
      catalog: dynamoCatalogStore(table),
      dialects: dynamoDialectStore(table),
      events: dynamoEventWriter(table),
      deliveries: dynamoDeliveryReader(table),
      log: dynamoDeliveryLog(table),
      logReader: dynamoLogReader(table),
      setNow: (ms) => {
        nowMs = ms;
      },
    };
  });
});
