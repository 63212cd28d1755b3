import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { PagesMissing } from "./built-pages.ts";
import { type Bundles, bundleFunctions, projectRoot } from "./bundle.ts";
import { OptionsError, parseOptions, type StackOptions } from "./options.ts";
import { ApiStack } from "./stacks/api.ts";
import { DataStack } from "./stacks/data.ts";
import { PipelineStack } from "./stacks/pipeline.ts";

/**
 * Behaviour of the CDK that the templates depend on. The flags are set here rather than in cdk.json, so that the twin
 * and the tests get the same templates as the CDK's command line.
 * https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html
 */
const FEATURE_FLAGS = {
  // Stacks read one another's outputs (Fn::GetStackOutput). CloudFormation can't change an export while another stack
  // imports it, so a change of two stacks would need two deployments in the right order.
  "@aws-cdk/core:defaultCrossStackReferences": "weak",
  "@aws-cdk/aws-apigateway:logGroupDestinationArnWithoutWildcard": true,
  "@aws-cdk/core:enablePartitionLiterals": true,
};

export interface AppSettings {
  /**
   * Options by name, as strings or typed values. Options from the CDK's command line override them.
   *
   * @default no options
   */
  context?: Record<string, unknown>;
  /**
   * The folder for the cloud assembly.
   *
   * @default the folder that the CDK's command line names, or a temporary one
   */
  outdir?: string;
  /**
   * Has the CDK check the templates. This takes about a second.
   *
   * @default true
   */
  validate?: boolean;
}

/**
 * The three stacks, ready for `synth()`.
 *
 * @throws OptionsError
 */
export function buildApp({ bundles, ...settings }: AppSettings & { bundles: Bundles }): App {
  const { app, options } = emptyApp(settings);
  addStacks(app, options, bundles);
  return app;
}

/** Bundles the functions and synthesizes the stacks. The CDK's command line runs this: see `app` in cdk.json. */
export async function synthesizeApp(): Promise<void> {
  try {
    const { app, options } = emptyApp({});
    addStacks(app, options, await bundleFunctions(join(projectRoot, "cdk.out", "bundles")));
    app.synth();
  } catch (error) {
    if (!(error instanceof OptionsError || error instanceof PagesMissing)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function emptyApp({ context, outdir, validate = true }: AppSettings): { app: App; options: StackOptions } {
  const app = new App({
    analyticsReporting: false,
    autoSynth: false,
    builtinCloudFormationValidation: validate,
    context: { ...FEATURE_FLAGS, ...context },
    outdir,
  });
  return { app, options: parseOptions(app.node.getAllContext()) };
}

function addStacks(app: App, options: StackOptions, bundles: Bundles): void {
  const data = new DataStack(app, options);
  const pipeline = new PipelineStack(app, options, bundles, data);
  new ApiStack(app, options, bundles, data, pipeline);
}
