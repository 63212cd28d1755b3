import type { ReactNode } from "react";
import { Link } from "wouter";
import { Fact, Facts } from "../../components/facts.tsx";
import { Failure } from "../../components/failure.tsx";
import { Section } from "../../components/section.tsx";
import { Loading } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { consolePath } from "../console-paths.ts";
import { useSettings } from "../settings/use-settings.ts";

/** The limits that hold for every tenant. */
export function TenantLimits(): ReactNode {
  const { data, error, refetch } = useSettings();
  return (
    <Section title={text("limits.title")}>
      {data && (
        <Facts>
          <Fact name={text("limits.requests")}>
            {text("limits.perSecond", { count: data.limits.requestsPerSecond })}
          </Fact>
          <Fact name={text("limits.events")}>{text("limits.perSecond", { count: data.limits.eventsPerSecond })}</Fact>
          <Fact name={text("limits.endpoints")}>{text("limits.number", { count: data.limits.subscriptions })}</Fact>
          <Fact name={text("limits.retries")}>
            {text("limits.retriesOf", { most: data.limits.maxRetries, count: data.limits.defaultRetries })}
          </Fact>
        </Facts>
      )}
      {error && <Failure error={error} again={() => void refetch()} />}
      {!data && !error && <Loading />}
      <p className="small soft">
        {text("limits.where")} <Link href={consolePath("/settings")}>{text("limits.settings")}</Link>
      </p>
    </Section>
  );
}
