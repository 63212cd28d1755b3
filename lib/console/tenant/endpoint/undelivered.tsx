import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { answered } from "../../client/api-client.ts";
import { pollEvery } from "../../client/live.ts";
import { startOfRange } from "../../client/time-range.ts";
import { Section } from "../../components/section.tsx";
import { text } from "../../texts/texts.ts";
import { endpointPath } from "../paths.ts";
import { recoverPath } from "../recover/recover-path.ts";
import { useTenant } from "../tenant-context.ts";
import { useHealth, useHealthAct } from "./health/use-health.ts";

/** What an endpoint has not got in the last week, and how to send it. Shows nothing if that is nothing. */
export function Undelivered({ id }: { id: string }): ReactNode {
  const { data: health } = useHealth(id);
  const { data } = useWeek(id);
  const lines = [
    { state: "held", count: health?.held ?? 0, atLeast: health?.complete === false },
    { state: "skipped", count: data?.skipped ?? 0, atLeast: data?.complete === false, since: data?.skippedSince },
    { state: "exhausted", count: data?.exhausted ?? 0, atLeast: data?.complete === false },
  ] as const;
  const shown = lines.filter(({ count }) => count > 0);
  if (shown.length === 0) return null;
  return (
    <Section title={text("undelivered.title")}>
      <ul className="list plain" aria-label={text("undelivered.title")}>
        {shown.map((line) => (
          <li key={line.state}>
            <UndeliveredLine id={id} {...line} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface UndeliveredLineProps {
  id: string;
  state: "held" | "skipped" | "exhausted";
  count: number;
  atLeast: boolean;
  /** When the first of them was created. */
  since?: string | undefined;
}

/** How many deliveries are in a state. Held ones go out by themselves, or once the endpoint is resumed. */
function UndeliveredLine({ id, state, count, atLeast, since = startOfRange("7d") }: UndeliveredLineProps): ReactNode {
  const { can } = useTenant();
  return (
    <div className="undelivered">
      <span>
        <Link href={`${endpointPath(id, "deliveries")}?state=${state}`}>
          {text(atLeast ? `undeliveredAtLeast.${state}` : `undelivered.${state}`, { count })}
        </Link>
        <span className="small soft"> {text(`undeliveredText.${state}`)}</span>
      </span>
      {state === "held" && <SendHeld id={id} />}
      {state !== "held" && can("repair") && (
        <Link className="button small" href={recoverPath(id, { since, state })}>
          {text("undelivered.send")}
        </Link>
      )}
    </div>
  );
}

/** Resumes a paused endpoint, or probes a failing one: each sends what is held, if the endpoint works. */
function SendHeld({ id }: { id: string }): ReactNode {
  const { can } = useTenant();
  const { data } = useHealth(id);
  const { mutate, isPending } = useHealthAct(id);
  const act = data?.state === "paused" ? "resume" : data?.state === "failing" ? "probe" : undefined;
  if (!act || !can(act === "probe" ? "repair" : "manage")) return null;
  return (
    <button type="button" className="button small" disabled={isPending} onClick={() => mutate(act)}>
      {text("undelivered.send")}
    </button>
  );
}

function useWeek(id: string) {
  const { api } = useTenant();
  return useQuery({
    queryKey: ["statistics", id],
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: { since: startOfRange("7d") } };
      return answered(api.GET("/api/v1/subscriptions/{id}/statistics", { params, signal }));
    },
    refetchInterval: pollEvery(false),
  });
}
