import type { ReactNode } from "react";
import type { ReceiverDialect } from "../../../dialects/receivers/receiver-scheme.ts";
import { ApiProblem } from "../../client/problem.ts";
import { Failure } from "../../components/failure.tsx";
import { Section } from "../../components/section.tsx";
import { Loading } from "../../components/states.tsx";
import { ReceiverSource } from "../../tenant/catalog/receiver-source.tsx";
import { text } from "../../texts/texts.ts";
import { PostPreview } from "./post-preview.tsx";
import { SampleFields } from "./sample-fields.tsx";
import { TryOut } from "./try-out.tsx";
import type { Trial } from "./use-trial.ts";

/** What a dialect sends for a sample, and what a receiver makes of it. */
export const TrialSections = ({ trial }: { trial: Trial }): ReactNode => {
  const { sample, setSample, post, tested, secret } = trial;
  const shown = tested && { ...tested, secret };
  return (
    <>
      <Section title={text("dialect.preview")}>
        <div className="card form">
          <p className="soft">{text("dialect.previewText")}</p>
          <SampleFields sample={sample} onChange={setSample} error={post.error} />
        </div>
        <div className="form" aria-live="polite" aria-busy={post.isFetching}>
          <Preview trial={trial} />
        </div>
      </Section>
      <Section title={text("tryOut.title")}>
        <div className="card">
          <TryOut tested={shown} />
        </div>
      </Section>
    </>
  );
};

function Preview({ trial: { post, tested, secret } }: { trial: Trial }): ReactNode {
  const { data, error, refetch } = post;
  if (error instanceof ApiProblem && error.status === 422) return <p className="notice">{text("dialect.incorrect")}</p>;
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!tested) return <p className="notice">{text("dialect.incorrect")}</p>;
  return data ? <PostPreview test={data} secret={data.secret ?? secret} /> : <Loading />;
}

interface ReceiverPartProps {
  name: string;
  receiver: ReceiverDialect;
}

/** The code of a receiver that checks what a dialect sends. */
export const ReceiverPart = ({ name, receiver }: ReceiverPartProps): ReactNode => (
  <Section title={text("receiver.title")}>
    <p className="soft">{text("receiver.text")}</p>
    <ReceiverSource name={name} dialect={receiver} />
  </Section>
);
