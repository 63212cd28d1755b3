import type { ReactNode } from "react";
import { momentText } from "../texts/texts.ts";

/** A moment in local time. Its title is the moment in UTC. */
export const Moment = ({ at }: { at: string }): ReactNode => (
  <time dateTime={at} title={at.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC")}>
    {momentText(at)}
  </time>
);
