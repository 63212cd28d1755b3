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

/** The event that a dialect is tried with. */
export const TrialSample = ({ trial: { sample, setSample, post } }: { trial: Trial }): ReactNode => (
  <Section title={text("dialect.sample")}>
    <div className="card form">
      <SampleFields sample={sample} onChange={setSample} error={post.error} />
    </div>
  </Section>
);

/** The POST as a dialect makes it now. */
export const TrialPreview = ({ trial }: { trial: Trial }): ReactNode => (
  <Section title={text("dialect.preview")}>
    <p className="soft">{text("dialect.previewText")}</p>
    <div className="form" aria-live="polite" aria-busy={trial.post.isFetching}>
      <Preview trial={trial} />
    </div>
  </Section>
);

/** What a receiver makes of the POST. */
export const TrialTry = ({ trial: { tested, secret } }: { trial: Trial }): ReactNode => (
  <Section title={text("tryOut.title")}>
    <div className="card">
      <TryOut tested={tested && { ...tested, secret }} />
    </div>
  </Section>
);

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
