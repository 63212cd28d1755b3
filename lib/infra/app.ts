import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { type Bundles, bundleFunctions, projectRoot } from "./bundle.ts";
import { OptionsError, parseOptions, type StackOptions } from "./options.ts";
import { ApiStack } from "./stacks/api.ts";
import { DataStack } from "./stacks/data.ts";
import { PipelineStack } from "./stacks/pipeline.ts";

/**
 * Behaviour of the CDK that the templates depend on, here rather than in cdk.json, so that every way of building
 * the app gives the same templates.
 * https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html
 */
const FEATURE_FLAGS = {
  // Stacks read one another's outputs (Fn::GetStackOutput). An export could not be changed while it is imported,
  // so that a later change of two stacks would need two deployments in the right order.
  "@aws-cdk/core:defaultCrossStackReferences": "weak",
  "@aws-cdk/aws-apigateway:logGroupDestinationArnWithoutWildcard": true,
  "@aws-cdk/core:enablePartitionLiterals": true,
};

export interface AppSettings {
  /** Options by name, as text or typed. What the CDK's command line gives comes on top. */
  context?: Record<string, unknown>;
  /** Where the cloud assembly goes. By default where the CDK's command line says, else a temporary folder. */
  outdir?: string;
  /** Has the CDK check the templates, which takes it about a second. By default it does. */
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

/** Bundles the functions and synthesizes, as the CDK's command line expects of the app in cdk.json. */
export async function synthesizeApp(): Promise<void> {
  try {
    const { app, options } = emptyApp({});
    addStacks(app, options, await bundleFunctions(join(projectRoot, "cdk.out", "bundles")));
    app.synth();
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
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
