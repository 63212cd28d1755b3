import type { ReactNode } from "react";
import { indentedJson } from "../../client/indented-json.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { CopiedValue } from "../../components/copied-value.tsx";
import { Fact, Facts } from "../../components/facts.tsx";
import { HeaderList } from "../../components/header-list.tsx";
import { text } from "../../texts/texts.ts";
import type { DialectTest } from "./use-dialect-test.ts";

interface PostPreviewProps {
  test: DialectTest;
  /** The secret that signed. */
  secret: string;
}

/** The POST that a dialect makes, to the byte. */
export const PostPreview = ({ test: { request, publicKey }, secret }: PostPreviewProps): ReactNode => (
  <>
    <HeaderList label={text("dialect.headers")} headers={request.headers} />
    <CodeBlock label={text("dialect.body")} code={indentedJson(request.body)} copied={request.body} />
    <Facts>
      <Fact name={text("dialect.signedWith")}>
        <Key name={text("dialect.signedWith")} value={secret} />
      </Fact>
      <Fact name={text("dialect.publicKey")}>
        {publicKey === undefined ? undefined : <Key name={text("dialect.publicKey")} value={publicKey} />}
      </Fact>
    </Facts>
  </>
);

const Key = ({ name, value }: { name: string; value: string }): ReactNode => (
  <>
    <CopiedValue value={value} what={text("copy.what", { what: name })} />
  </>
);
