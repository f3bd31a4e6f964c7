// The trigger with 'Any System' as its source, and a sender that proves itself by a header.
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';

import { TestTrigger, type Reply } from './harness.mts';

export const SECRET = 'a-secret-of-many-characters';

export const byHeader: ICredentialDataDecryptedObject = {
	method: 'header',
	headerName: 'X-Stock-Secret',
	headerSecret: SECRET,
};

export interface Sender {
	trigger: TestTrigger;
	/** Objects go out as JSON, text and bytes as they are. */
	send(body: unknown, contentType?: string): Promise<Reply>;
	/** The items that a body leads to. */
	items(body: unknown, contentType?: string): Promise<IDataObject[]>;
}

export function sender(parameters: INodeParameters = {}, credential = byHeader): Sender {
	const trigger = new TestTrigger({
		parameters: { source: 'anySystem', ...parameters },
		credentials: { stockOutWebhookApi: credential },
	});
	const send = async (body: unknown, contentType = 'application/json') =>
		await trigger.receive({
			headers: { 'content-type': contentType, 'x-stock-secret': SECRET },
			body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
		});
	return {
		trigger,
		send,
		items: async (body, contentType) => (await send(body, contentType)).items ?? [],
	};
}
