import { PipelineFault } from "../../../lib/core/errors.ts";

/** Makes a call fail `before` it takes effect, or `after`, when only the answer is lost. */
export interface Fault {
  when: "before" | "after";
  /** The error to throw: by default a `PipelineFault`. Any other error stands for a crash. */
  error?: Error;
}

export type PortCall =
  | "admit"
  | "createPortalSession"
  | "getPortalSession"
  | "replacePortalSession"
  | "endPortalSession"
  | "endPortalSessions"
  | "getBranding"
  | "putBranding"
  | "getLogo"
  | "listSubscriptions"
  | "readClaims"
  | "claimEvents"
  | "putEvents"
  | "send"
  | "sendPages"
  | "sendInOrder"
  | "loadContext"
  | "record"
  | "replaceDeliveries"
  | "listParked"
  | "report"
  | "reserveSlots"
  | "getLane"
  | "keepLane"
  | "endLane"
  | "addPlaces"
  | "firstPlaces"
  | "removePlaces"
  | "listDueLanes"
  | "lookLater"
  | "listLanes"
  | "eraseEvent"
  | "eraseAnswers"
  | "getStatuses"
  | "changeVisibility"
  | "disableGone"
  | "disableFailing"
  | "enableFailing"
  | "writeSession"
  | "readSession"
  | "appendAudit"
  | "readAudit"
  | "readThings"
  | "findNamed"
  | "readAlerts"
  | "writeAlerts"
  | "addExhausted"
  | "readDigests"
  | "raiseDigest"
  | "publishAlerts"
  | "sendOwnEvents"
  | "sendMessage"
  | "markSlow"
  | "count"
  | "getHealth"
  | "replaceStanding"
  | "listDue"
  | "measure"
  | "forget"
  | "addHold"
  | "removeHold"
  | "reserve"
  | "release"
  | "reserveOfTenant"
  | "releaseOfTenant"
  | "sendWakes"
  | "storeSecret"
  | "addSecret"
  | "revealSecret"
  | "forgetSecret"
  | "writeIntent"
  | "listIntents"
  | "sealHeader"
  | "openHeader"
  | "announceExhausted"
  | "createTenant"
  | "getTenant"
  | "listTenants"
  | "updateTenant"
  | "deleteTenant"
  | "readDeletions"
  | "putDeletion"
  | "sendDeletionSlice"
  | "eraseRow"
  | "createApiKey"
  | "listApiKeys"
  | "deleteApiKey"
  | "createSubscription"
  | "getSubscription"
  | "replaceSubscription"
  | "deleteSubscription"
  | "recordSecretShown"
  | "listCatalog"
  | "listEntries"
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
  | "takePlace"
  | "leavePlace"
  | "putLaterMatches"
  | "noteRecipients"
  | "getKeyRingJob"
  | "putKeyRingJob"
  | "sendKeyRingSlice"
  | "replaceSealed"
  | "putRate"
  | "readLetters"
  | "writeLetters"
  | "readRejected"
  | "writeRejected"
  | "adminKey"
  | "createOperatorKey"
  | "listOperatorKeys"
  | "deleteOperatorKey"
  | "endAdminKeys"
  | "countPart"
  | "readTallies"
  | "receive"
  | "delete";

export interface Faults {
  /** Makes the next call fail. For `send`, `record` and `changeVisibility`, makes the next item fail. */
  failNext(operation: PortCall, fault: Fault): void;
  /** Decides about every call that has no fault from `failNext`. A simulation replaces it. */
  decide: (operation: PortCall) => Fault | undefined;
  /** Takes the fault of the current call. */
  take(operation: PortCall): Required<Fault> | undefined;
  /** Runs a call's effect, and throws its fault before or after. */
  call<T>(operation: PortCall, effect: () => T): T;
}

/** Injects faults into the in-memory ports. */
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
