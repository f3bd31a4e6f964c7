import type { IWebhookFunctions } from 'n8n-workflow';

import { UnreadableBody } from '../../events/records';
import { verifySharedSecret, type SharedSecret } from '../../events/sharedSecret';
import type { Delivery } from '../../events/signature';
import { rethrow } from '../../http/problem';
import { badRowItem, readRows } from '../stockNews/rows';
import { ANY_SYSTEM } from './properties';
import { refusal, type Received } from './receive';

const NEXT_STEP =
	'Correct this row at the source, or the field names in the node, and send it again.';

/** The sentence repeats a piece of what came: no browser may take it for a page. */
const PLAIN = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };

/** A call of any ERP, POS or warehouse: checked by the shared secret, then read row by row. */
export async function readAnySystem(
	context: IWebhookFunctions,
	delivery: Delivery,
): Promise<Received> {
	const credential = await context.getCredentials('stockOutWebhookApi');
	const verdict = verifySharedSecret(credential as unknown as SharedSecret, delivery);
	if (!verdict.ok) return refusal(context, verdict);
	try {
		const { count, readings, bad } = readRows(
			context,
			delivery.rawBody,
			delivery.headers['content-type'] ?? '',
			'last',
		);
		return {
			readings,
			notices: bad.map((row) => badRowItem(ANY_SYSTEM, row, NEXT_STEP)),
			reply: { rows: count, badRows: bad.length },
		};
	} catch (error) {
		if (error instanceof UnreadableBody)
			return { status: 400, headers: PLAIN, body: error.message };
		return rethrow(error);
	}
}
