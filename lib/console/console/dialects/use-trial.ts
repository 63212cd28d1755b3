import { useEffect, useState } from "react";
import { isJsonOrEmpty } from "../../components/editor/json-problem-in.ts";
import { useSettled } from "../../components/use-settled.ts";
import { FIRST_SAMPLE, type Sample } from "./sample-fields.tsx";
import { type TestedDialect, useRenderedPost } from "./use-dialect-test.ts";

/** How long somebody must stop typing before the preview is made again. */
const PAUSE_MS = 400;

/**
 * What a dialect sends for a sample.
 *
 * @param dialect undefined if it can't be sent
 * @param secretForm dialects with equal ones take the same secrets: a generated one is kept until this changes
 */
export function useTrial(dialect: TestedDialect["dialect"] | undefined, secretForm: string) {
  const [sample, setSample] = useState<Sample>(FIRST_SAMPLE);
  const [kept, setKept] = useState<{ form: string; secret: string }>();
  const secret = sample.secret || (kept?.form === secretForm ? kept.secret : "");
  const isSendable = dialect !== undefined && isJsonOrEmpty(sample.data);
  const settled = useSettled(isSendable ? JSON.stringify({ ...sample, dialect, secret }) : "", PAUSE_MS);
  const tested: TestedDialect | undefined = settled === "" ? undefined : JSON.parse(settled);
  const post = useRenderedPost(tested);
  const generated = post.isPlaceholderData ? undefined : post.data?.secret;
  useEffect(() => {
    if (generated !== undefined) setKept({ form: secretForm, secret: generated });
  }, [generated, secretForm]);
  return { sample, setSample, tested, post, secret };
}

export type Trial = ReturnType<typeof useTrial>;
