import type { ReactNode } from "react";
import { Tabs } from "../../components/tabs.tsx";
import { text } from "../../texts/texts.ts";

/** Leads to the dead letters of deliveries, and to the events from the bus that were rejected. */
export const DeadLetterTabs = (): ReactNode => (
  <Tabs
    label={text("deadLetters.title")}
    tabs={[
      { href: "/dead-letters", title: text("deadLetters.deliveries") },
      { href: "/dead-letters/bus", title: text("deadLetters.bus") },
    ]}
  />
);
