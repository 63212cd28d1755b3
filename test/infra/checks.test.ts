import { RegoEngine, type StandardDiagnostic, TemplateFile } from "@aws/cloudformation-validate";
import { CfnResource, Validations } from "aws-cdk-lib";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { appWith } from "./synthesis.ts";

const contexts = {
  "with the default options": {},
  "with lax options": { secretStorage: "sealed", allowHttp: true, stage: "prod" },
  "with an address for alarms": { alarmEmail: "ops@example.com" },
};

describe.each(Object.entries(contexts))("the templates, %s", (_name, context) => {
  it("break no AWS Solutions rule without an acknowledged reason", () => {
    const app = appWith(context);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).not.toThrow();
  });

  it("are valid CloudFormation", () => {
    const { stacks } = appWith(context).synth();
    expect(stacks.flatMap(({ templateFullPath }) => errorsIn(templateFullPath))).toEqual([]);
  });
});

describe("the checks", () => {
  it("detect a broken rule", () => {
    const app = appWith();
    new Queue(app.node.findChild("posthorn-dev-pipeline"), "Open");
    const { violations } = new AwsSolutionsChecks(app).validateScope(app);
    const rules = violations.map(({ ruleName }) => ruleName);
    expect(rules).toEqual(expect.arrayContaining(["AwsSolutions-SQS3", "AwsSolutions-SQS4"]));
  });

  it("detect an invalid template", () => {
    const app = appWith();
    const stack = app.node.findChild("posthorn-dev-data");
    new CfnResource(stack, "Wrong", { type: "AWS::SQS::Queue", properties: { Nonsense: 1 } });
    const [data] = app.synth().stacks;
    expect(errorsIn(data?.templateFullPath ?? "").map(({ entity }) => entity?.logicalId)).toEqual(["Wrong"]);
  });
});

function errorsIn(templatePath: string): StandardDiagnostic[] {
  const engine = new RegoEngine();
  try {
    const { diagnostics } = engine.validateStandard(new TemplateFile(templatePath));
    return diagnostics.filter(({ severity }) => severity === "ERROR" || severity === "FATAL");
  } finally {
    engine.free();
  }
}
