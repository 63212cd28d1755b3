import { text } from "../../texts/texts.ts";
import { isShownGroup } from "./failure-groups.ts";

/** A group of failures in words. */
export const groupText = (group: string): string => (isShownGroup(group) ? text(`failureGroup.${group}`) : group);
