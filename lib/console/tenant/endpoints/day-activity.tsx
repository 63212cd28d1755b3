import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { answered } from "../../client/api-client.ts";
import { Sparkline } from "../../components/sparkline.tsx";
import { text } from "../../texts/texts.ts";
import { useTenant } from "../tenant-context.ts";

const DAY_MS = 24 * 3600 * 1000;

/** The API counts up to a minute or two ago. */
const FRESH_MS = 5 * 60_000;

/** Rows that somebody scrolls past don't stay that long, and read nothing. */
const STAY_MS = 150;

/** What an endpoint got in each of the last 24 hours. Only rows that stay in view read this. */
export function DayActivity({ id }: { id: string }): ReactNode {
  const { api } = useTenant();
  const [stays, setStays] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setStays(true), STAY_MS);
    return () => clearTimeout(timer);
  }, []);
  const { data } = useQuery({
    queryKey: ["endpoint-day", id],
    enabled: stays,
    staleTime: FRESH_MS,
    queryFn: ({ signal }) => {
      const query = { resolution: "hour", since: new Date(Date.now() - DAY_MS).toISOString() } as const;
      const path = { id };
      return answered(api.GET("/api/v1/subscriptions/{id}/timeseries", { params: { path, query }, signal }));
    },
  });
  if (!data) return null;
  const bars = data.points.map(({ attempts, failed }) => ({ all: attempts, bad: sumOf(Object.values(failed)) }));
  const all = sumOf(bars.map((bar) => bar.all));
  const bad = sumOf(bars.map((bar) => bar.bad));
  return <Sparkline bars={bars} label={text("endpoints.day", { all, bad })} />;
}

const sumOf = (counts: number[]): number => counts.reduce((sum, one) => sum + one, 0);
