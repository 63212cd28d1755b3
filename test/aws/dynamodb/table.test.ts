import { describe, expect, it } from "vitest";
import { deliveryKey, deliveryPks } from "../../../lib/aws/dynamodb/keys/delivery-keys.ts";
import { eventKey, eventPks } from "../../../lib/aws/dynamodb/keys/event-keys.ts";
import { duePkOf, duePks } from "../../../lib/aws/dynamodb/keys/health-keys.ts";
import { INDEXES } from "../../../lib/aws/dynamodb/table.ts";
import { newId, newUlid } from "../../../lib/core/ids.ts";
import { deliveryAt, refTo, subscriptionAt, T0 } from "../../support/contracts/sample-records.ts";

const ROWS = 4_000;

describe("the partitions", () => {
  function expectEven(pks: string[], keyAt: (n: number) => { pk: string }): void {
    const counts = new Map(pks.map((pk) => [pk, 0]));
    for (let n = 0; n < ROWS; n++) {
      const { pk } = keyAt(n);
      counts.set(pk, (counts.get(pk) ?? 0) + 1);
    }
    expect(counts.size).toBe(4);
    for (const count of counts.values()) expect(Math.abs(count - ROWS / 4)).toBeLessThan(200);
  }

  it("share a subscription's deliveries evenly", () => {
    const subscription = subscriptionAt("acme", T0);
    expectEven(deliveryPks(subscription.id), (n) => deliveryKey(deliveryAt(subscription, T0 + n).id));
  });

  it("share what is due evenly", () => {
    expectEven(duePks(), (n) => ({ pk: duePkOf(newId("sub", T0 + n)) }));
  });

  it("share a tenant's events evenly", () => {
    const acme = refTo("acme");
    expectEven(eventPks(acme), (n) => eventKey(acme, newUlid(T0 + n)));
  });
});

it("an index projects few attributes, and no packed ones", () => {
  for (const { projection } of INDEXES) {
    expect(projection.length).toBeLessThan(10);
    expect(projection).not.toContain("data");
    expect(projection).not.toContain("first");
  }
});
