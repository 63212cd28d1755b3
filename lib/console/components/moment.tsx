import type { ReactNode } from "react";
import { exactMomentText, momentText } from "../texts/texts.ts";

interface MomentProps {
  at: string;
  /** To the second, to find the same moment in another log. */
  exact?: boolean;
}

/** A moment in local time. Its title is the moment in UTC. */
export const Moment = ({ at, exact = false }: MomentProps): ReactNode => (
  <time dateTime={at} title={at.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC")}>
    {exact ? exactMomentText(at) : momentText(at)}
  </time>
);
