import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { parseJson } from '../../events/json';
import { sameText, signedBy, type Delivery, type SignatureScheme } from '../../events/signature';
import { asList, asObject, asText } from '../../http/answer';
import type { WebhookSource } from '../webhookSource';
import { details } from './listings';
import { toReading } from './readings';
import { isoOf } from './time';

/** What a person adds in the dialog where Zoho's own signature does not come or does not fit (sheet, section 10). */
const SECRET_HEADER = 'x-webhook-secret';

const scheme = (encoding: SignatureScheme['encoding']): SignatureScheme => ({
	header: 'x-zoho-webhook-signature',
	algorithm: 'sha256',
	encoding,
	signed,
});

/** Hexadecimal by the public receivers; their switch for base64 says that both occur (sheet, section 10). */
const signatures = [signedBy(scheme('hex')), signedBy(scheme('base64'))];

export const webhook: WebhookSource = {
	steps: [
		'Copy the Production URL shown above in this node.',
		'In Zoho Inventory open Settings > Automation > Workflow Actions > Webhooks and add a webhook for the module Sales Orders: that URL, the method POST, and no query parameters.',
		'Tick "secure this webhook" and enter the secret that stands as Webhook Secret in the credential (12 to 50 letters and digits); where there is no such box, add a custom header with the name X-Webhook-Secret and that secret as its value.',
		'Choose Default Payload as the body, and save.',
		'Under Settings > Automation > Workflow Rules add a rule for the same module that runs when a record is created or edited, with this webhook as its action.',
		'Do the same for the modules Items and Inventory Adjustments, and for every other one that moves stock in your shop.',
	],
	secret: ({ webhookSecret }) => asText(webhookSecret),
	// Nothing is documented on either; whatever the answer is, nobody is asked again (sheet, section 10).
	answerWithinMs: 10_000,
	redelivers: false,

	verify(delivery, secret) {
		const given = delivery.headers[SECRET_HEADER];
		if (secret !== '' && given && sameText(given, secret)) return { ok: true };
		const [hex, base64] = signatures.map((verify) => verify(delivery, secret));
		if (hex.ok || base64.ok) return { ok: true };
		const wrongHeader = given && hex.reason === 'missingSignature';
		return wrongHeader ? { ok: false, reason: 'badSignature' } : hex;
	},

	/** Stock by location stands in no payload, and that of an order has no stock at all: the items are read. */
	parse(delivery) {
		const record = recordOf(delivery);
		const lines = 'line_items' in record ? asList(record.line_items) : [record];
		// They go into a list in an address.
		const ids = lines.map(({ item_id }) => asText(item_id)).filter((id) => /^\d+$/.test(id));
		const occurredAt = isoOf(asText(record.last_modified_time));
		const event = createHash('sha256').update(delivery.rawBody).digest('hex').slice(0, 32);
		return {
			readings: [],
			references: [...new Set(ids)].map((id) => ({
				id,
				...(occurredAt ? { occurredAt } : {}),
				key: `${event}|${id}`,
				quantity: null,
			})),
		};
	},

	async lookUp(call, references, scope) {
		const ids = references.map(({ id }) => id);
		const rows = new Map((await details(call, ids)).map((row) => [asText(row.item_id), row]));
		return references.flatMap(({ id, key, occurredAt }) => {
			const row = rows.get(id);
			const reading = row && toReading(row, scope);
			return reading ? [{ ...reading, key, occurredAt }] : [];
		});
	},
};

/** All pairs of address and form by their names, without anything between them, then the JSON as it came (sheet, section 10). */
function signed(delivery: Delivery): Buffer {
	const pairs = [...Object.entries(delivery.query), ...(formOf(delivery) ?? [])]
		.map(([name, value]) => [name, asText(value)])
		.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
	const text = Buffer.from(pairs.flat().join(''));
	return formOf(delivery) ? text : Buffer.concat([text, delivery.rawBody]);
}

function formOf({ headers, rawBody }: Delivery): Array<[string, string]> | undefined {
	const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
	return isForm ? [...new URLSearchParams(rawBody.toString('utf8'))] : undefined;
}

/** The record stands alone, or under the name of its module (sheet, section 10). */
function recordOf(delivery: Delivery): IDataObject {
	const form = formOf(delivery);
	const body = asObject(form ? Object.fromEntries(form) : parsed(delivery));
	const isRecord = (value: unknown): boolean =>
		'item_id' in asObject(value) || 'line_items' in asObject(value);
	return isRecord(body) ? body : asObject(Object.values(body).find(isRecord));
}

/** What a person typed as a body of their own may be no JSON. */
function parsed({ rawBody }: Delivery): unknown {
	try {
		return parseJson(rawBody.toString('utf8'));
	} catch {
		return undefined;
	}
}
