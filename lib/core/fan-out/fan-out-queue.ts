import type { FanOutPage } from "./page.ts";

export interface FanOutQueue {
  /**
   * Queues pages durably. Resolves when all of them are queued. Sending a page twice is harmless. Takes pages as it
   * sends them, so pages that are made on demand are never all in memory.
   */
  sendPages(pages: Iterable<FanOutPage>): Promise<void>;
}
