import { type ComponentType, lazy } from "react";

/** A page that the first view doesn't need. It is loaded when it is opened. */
export function loaded<Props>(page: () => Promise<ComponentType<Props>>) {
  return lazy(async () => ({ default: await page() }));
}
