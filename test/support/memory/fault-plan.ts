import { PipelineFault } from "../../../lib/core/errors.ts";

/** A call that fails: `before` it took effect, or `after`, when only the answer is lost. */
export interface Fault {
  when: "before" | "after";
  /** What the call fails with, a `PipelineFault` if left out; another error stands for a crash of ours. */
  error?: Error;
}

export type PortCall =
  | "admit"
  | "listSubscriptions"
  | "putEvents"
  | "send"
  | "loadContext"
  | "record"
  | "replaceDeliveries"
  | "eraseEvent"
  | "eraseAnswers"
  | "getStatuses"
  | "changeVisibility"
  | "disableGone"
  | "storeSecret"
  | "addSecret"
  | "revealSecret"
  | "forgetSecret"
  | "announceExhausted"
  | "createTenant"
  | "getTenant"
  | "listTenants"
  | "updateTenant"
  | "deleteTenant"
  | "createApiKey"
  | "listApiKeys"
  | "deleteApiKey"
  | "createSubscription"
  | "getSubscription"
  | "replaceSubscription"
  | "deleteSubscription"
  | "recordSecretShown"
  | "listCatalog"
  | "createEntry"
  | "getEntry"
  | "replaceEntry"
  | "deleteEntry"
  | "createDialect"
  | "getDialect"
  | "getPublicKeys"
  | "listDialects"
  | "claimKey"
  | "keepAnswer"
  | "releaseKey"
  | "readLog"
  | "writeReplay"
  | "getReplay"
  | "listReplays"
  | "sendSlice"
  | "putLaterMatches"
  | "readLetters"
  | "writeLetters"
  | "adminKey"
  | "receive"
  | "delete";

export interface Faults {
  /** Makes the next call of an operation fail (of `send`, `record` and `changeVisibility`: the next item). */
  failNext(operation: PortCall, fault: Fault): void;
  /** Asked about every call that `failNext` says nothing about; to be replaced by a simulation. */
  decide: (operation: PortCall) => Fault | undefined;
  /** The fault that the call now made is to meet. */
  take(operation: PortCall): Required<Fault> | undefined;
  /** Runs a call's effect, with its fault. */
  call<T>(operation: PortCall, effect: () => T): T;
}

/** Where faults are injected into the in-memory ports. */
export function faultPlan(): Faults {
  const planned = new Map<PortCall, Fault[]>();
  const faults: Faults = {
    failNext(operation, fault) {
      planned.set(operation, [...(planned.get(operation) ?? []), fault]);
    },
    decide: () => undefined,
    take(operation) {
      const fault = planned.get(operation)?.shift() ?? faults.decide(operation);
      return fault && { error: new PipelineFault(`injected into ${operation}`), ...fault };
    },
    call(operation, effect) {
      const fault = faults.take(operation);
      if (fault?.when === "before") throw fault.error;
      const result = effect();
      if (fault) throw fault.error;
      return result;
    },
  };
  return faults;
}
