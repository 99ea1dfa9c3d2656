import { randomUUID } from 'node:crypto';
import { openSample } from '../../../server/demo/workspace/open-sample.ts';
import { serveWorkspace } from '../../../server/demo/workspace/serve.ts';

/** A workspace in a process of its own, to be killed. Tells its address and token to the parent. */
const clock = { now: () => new Date() };
const options = { clock, newId: randomUUID, requestsPerMinute: Infinity };
const sample = await openSample(process.argv[2] ?? '', options);
const served = await serveWorkspace(sample.workspace, { file: sample.file });
process.send?.({ url: served.url, token: sample.token, pageId: sample.workspace.findPage('NT-7') });
