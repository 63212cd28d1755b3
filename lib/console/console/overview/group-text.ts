import { FAILURE_GROUPS } from "../../../core/tally/failure-group.ts";
import { text } from "../../texts/texts.ts";

/** A group of failures in words. A page that was open before an upgrade may not know a new group. */
export function groupText(group: string): string {
  const known = FAILURE_GROUPS.find((one) => one === group);
  return known === undefined ? group : text(`failureGroup.${known}`);
}
