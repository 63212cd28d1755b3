import type { ReactNode } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { HeaderList } from "../../components/header-list.tsx";
import { Moment } from "../../components/moment.tsx";
import { Opened } from "../../components/opened.tsx";
import { spanText } from "../../texts/duration.ts";
import { text } from "../../texts/texts.ts";
import { useTenant } from "../tenant-context.ts";
import { AttemptPhases } from "./attempt-phases.tsx";
import { AttemptCurl, AttemptRequest, SentRequest } from "./attempt-request.tsx";
import type { DeliveryAttempt } from "./delivery-types.ts";
import { failureAdvice } from "./failure-advice.ts";

interface AttemptViewProps {
  attempt: DeliveryAttempt;
  /** The log has the attempt under this delivery. */
  deliveryId?: string;
  /** The body that was sent, if the log doesn't have it. */
  body?: string;
}

/** One attempt: what came of it and why, what to do, how long each phase took, what was sent and answered. */
export function AttemptView({ attempt, ...sent }: AttemptViewProps): ReactNode {
  const { can } = useTenant();
  return (
    <article className="attempt">
      <AttemptHead attempt={attempt} />
      <AttemptFailure attempt={attempt} />
      <AttemptPhases timings={attempt.timings} />
      {can("view") && can("viewPayload") && <Exchange attempt={attempt} {...sent} />}
    </article>
  );
}

function AttemptHead({ attempt: { number, at, status, failure, timings, trigger } }: { attempt: DeliveryAttempt }) {
  return (
    <header className="attempt-head">
      <h3>{text("attempt.title", { number })}</h3>
      <span className={`badge ${failure ? "bad" : "good"}`}>{status ?? text("attempt.noAnswer")}</span>
      <span className="small soft">
        <Moment at={at} exact /> · {text("attempt.took", { duration: spanText(timings.total) })} ·{" "}
        {text(`trigger.${trigger}`)}
      </span>
    </header>
  );
}

function AttemptFailure({ attempt: { failure, explanation, detail } }: { attempt: DeliveryAttempt }): ReactNode {
  if (!failure) return null;
  return (
    <div className="attempt-failure">
      {explanation && (
        <p>
          <Foreign>{explanation}</Foreign>
        </p>
      )}
      {detail && (
        <p className="small soft">
          <Foreign>{detail}</Foreign>
        </p>
      )}
      <p>
        <strong>{text("attempt.todo")}:</strong> {text(failureAdvice(failure))}
      </p>
    </div>
  );
}

/** What was sent and answered, for those who may see it. */
function Exchange({ attempt, deliveryId, body = "" }: AttemptViewProps): ReactNode {
  const { operator } = useTenant();
  const { url, answerHeaders, excerpt } = attempt;
  return (
    <div className="exchange">
      <p className="small attempt-url">
        <code>
          <Foreign>{text("attempt.url", { url })}</Foreign>
        </code>
      </p>
      <Opened title={text("attempt.request")}>
        {() =>
          deliveryId === undefined ? (
            <SentRequest attempt={attempt} body={body} />
          ) : (
            <AttemptRequest attempt={attempt} deliveryId={deliveryId} />
          )
        }
      </Opened>
      {answerHeaders && (
        <Opened title={text("attempt.answer")}>
          {() => <Answer headers={answerHeaders} excerpt={excerpt ?? ""} />}
        </Opened>
      )}
      {/* The command has a signature, so it needs a key that may change things. */}
      {deliveryId !== undefined && operator?.mayChange !== false && (
        <Opened title={text("attempt.curl")}>{() => <AttemptCurl attempt={attempt} deliveryId={deliveryId} />}</Opened>
      )}
    </div>
  );
}

const Answer = ({ headers, excerpt }: { headers: Record<string, string>; excerpt: string }): ReactNode => (
  <>
    <HeaderList label={text("attempt.answerHeaders")} headers={headers} />
    {excerpt === "" ? (
      <p className="small soft">{text("attempt.emptyAnswer")}</p>
    ) : (
      <CodeBlock label={text("attempt.answerBody")} code={excerpt} />
    )}
  </>
);
