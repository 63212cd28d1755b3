import { Logger } from "@aws-lambda-powertools/logger";
import { healthOperations } from "../../lib/api/health/health-operations.ts";
import { subscriptionOperations } from "../../lib/api/subscriptions/subscription-operations.ts";
import { Refusal } from "../../lib/core/errors.ts";
import type { WakeQueue } from "../../lib/core/health/health-store.ts";
import { addressPolicy } from "../../lib/core/subscription/address-policy.ts";
import { dialectOrRefusal } from "../../lib/core/subscription/subscription-rules.ts";
import { dialectOf } from "../../lib/dialects/registry.ts";
import { requestFor } from "../support/endpoint-request.ts";
import { memoryDeliveryEditor, memoryStatusReader } from "../support/memory/memory-deliveries.ts";
import { memoryDialectStore } from "../support/memory/memory-dialects.ts";
import { memoryHealthStore } from "../support/memory/memory-health.ts";
import { memoryLogReader } from "../support/memory/memory-log-reader.ts";
import { memorySeals } from "../support/memory/memory-seals.ts";
import { memorySecretIntents, memorySecrets } from "../support/memory/memory-secrets.ts";
import { memorySubscriptionStore } from "../support/memory/memory-subscriptions.ts";
import { memoryTallies } from "../support/memory/memory-tallies.ts";
import { memoryTenantStore } from "../support/memory/memory-tenants.ts";
import type { MemoryWorld } from "../support/memory/memory-world.ts";
import type { mortal } from "./mortal.ts";
import type { Edit } from "./scenario.ts";

type Life = ReturnType<typeof mortal>;

/** How long a person waits before they send a failed request again. */
const PATIENCE_MS = 5_000;

/** People who change subscriptions through the API. They repeat a request until it succeeds or is refused. */
export function people(world: MemoryWorld, wakes: WakeQueue, random: () => number) {
  const logger = new Logger({ logLevel: "SILENT" });

  function operationsOf({ guard }: Life) {
    const health = guard(memoryHealthStore(world));
    const ports = {
      subscriptions: guard(memorySubscriptionStore(world)),
      secrets: guard(memorySecrets(world)),
      intents: guard(memorySecretIntents(world)),
      seals: guard(memorySeals(world)),
      tenants: guard(memoryTenantStore(world)),
      dialects: memoryDialectStore(world),
      statuses: guard(memoryStatusReader(world)),
      tallies: guard(memoryTallies(world)),
      log: guard(memoryLogReader(world)),
      editor: guard(memoryDeliveryEditor(world)),
      health,
      wakes: guard(wakes),
      limits: { defaultMaxRetries: 3, maxRetries: 10, maxTimeoutSeconds: 300, maxSubscriptions: 10 },
      rules: {
        policy: addressPolicy({ allowHttp: false, allowedAddresses: [] }),
        allowTlsOptOut: false,
        dialect: dialectOrRefusal(dialectOf, world.now),
        defaultDialect: "standard",
      },
      logger,
      now: world.now,
    };
    return { ...subscriptionOperations(ports), ...healthOperations(ports) };
  }

  function request(id: string, change: Edit["change"], life: Life): Promise<unknown> {
    const { deleteSubscription, updateSubscription, pauseSubscription, resumeSubscription, probeSubscription } =
      operationsOf(life);
    const patch = (body: object) => updateSubscription({ ...requestFor(id), body });
    switch (change) {
      case "delete":
        return deleteSubscription(requestFor(id));
      case "switch-off":
        return patch({ active: false });
      case "switch-on":
        return patch({ active: true });
      case "move":
        return patch({ url: `https://moved.example/${random()}` });
      case "limit":
        return patch({ rateLimit: { perSecond: 1, burst: 2 } });
      case "pause":
        return pauseSubscription(requestFor(id));
      case "resume":
        return resumeSubscription(requestFor(id));
      case "probe":
        return probeSubscription(requestFor(id));
    }
  }

  /** Resolves once the change is made or refused. */
  return async function apply(id: string, change: Edit["change"], newLife: () => Life): Promise<void> {
    for (;;) {
      const life = newLife();
      const done = request(id, change, life).then(
        () => true,
        (error) => error instanceof Refusal,
      );
      if (await Promise.race([done, life.death])) return;
      await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    }
  };
}
