// A CDK app with an empty stack of the given name: `cdk destroy` needs no more.
import { App, Stack } from 'aws-cdk-lib';

const app = new App();
new Stack(app, process.env.STACK_NAME);
app.synth();
