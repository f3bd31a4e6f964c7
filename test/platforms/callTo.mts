// The way a node asks a platform, for tests of what only triggers use: n8n's context, the credential, the service's own diagnosis.
import { LoadOptionsContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { Call } from '../../http/answer';
import type { Service } from '../../http/client';
import type { Platform } from '../../platforms/platform';
import { additionalData, built, makeNode, makeWorkflow, TestCredentials } from '../harness.mts';

const { connect } = built('./http/client.js') as {
	connect(context: unknown, service: Service): Promise<{ call: Call }>;
};
const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };

export const platformOf = (id: string): Platform => platforms.find((one) => one.id === id)!;

export async function callTo(
	id: string,
	credentials: Readonly<Record<string, ICredentialDataDecryptedObject>>,
): Promise<Call> {
	const { service } = platformOf(id);
	const type = service!.credential;
	const stored = new TestCredentials({ [type]: { ...credentials[type] } });
	const node = makeNode('acrylicDelist', { channels: [id] }, stored);
	const context = new LoadOptionsContext(makeWorkflow(node), node, additionalData(stored), '');
	return (await connect(context, service!)).call;
}
