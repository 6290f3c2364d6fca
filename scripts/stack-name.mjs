// A CDK app with a stack of that name and nothing in it: all that `cdk destroy` needs to know.
import { App, Stack } from 'aws-cdk-lib';

const app = new App();
new Stack(app, process.env.STACK_NAME);
app.synth();
