// A platform reached as the nodes reach it: n8n's context, the credential, the service's own diagnosis.
import { LoadOptionsContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { Call } from '../../http/answer';
import type { Connection, Service } from '../../http/client';
import type { Platform } from '../../platforms/platform';
import { additionalData, built, makeNode, makeWorkflow, TestCredentials } from '../harness.mts';

const { connect } = built('./http/client.js') as {
	connect(context: unknown, service: Service): Promise<Connection>;
};
const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };

export type Credentials = Readonly<Record<string, ICredentialDataDecryptedObject>>;

export const platformOf = (id: string): Platform => platforms.find((one) => one.id === id)!;

/** A connection of its own, as after a restart of n8n. */
export async function connectionTo(id: string, credentials: Credentials): Promise<Connection> {
	const { service } = platformOf(id);
	const type = service!.credential;
	const stored = new TestCredentials({ [type]: structuredClone(credentials[type]!) });
	const node = makeNode('acrylicDelist', { channels: [id] }, stored);
	const context = new LoadOptionsContext(makeWorkflow(node), node, additionalData(stored), '');
	return await connect(context, service!);
}

export const callTo = async (id: string, credentials: Credentials): Promise<Call> =>
	(await connectionTo(id, credentials)).call;
