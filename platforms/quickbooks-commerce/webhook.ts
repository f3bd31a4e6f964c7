import type { IDataObject } from 'n8n-workflow';

import { parseJson } from '../../events/json';
import { signedBy } from '../../events/signature';
import { asList, asObject, asText, type Call } from '../../http/answer';
import { chunk } from '../platform';
import type { StockReference, WebhookSource } from '../webhookSource';
import { itemsById, MOST_IDS } from './listings';
import { itemIdsOf } from './lines';
import { oneOf, query } from './query';
import { toReading } from './readings';

/** What moves stock and pushes, by the name in events (sheet, section 10). Adjustments do not push. */
const ENTITIES: Readonly<Record<string, string>> = {
	item: 'Item',
	invoice: 'Invoice',
	salesreceipt: 'SalesReceipt',
	creditmemo: 'CreditMemo',
	refundreceipt: 'RefundReceipt',
	bill: 'Bill',
	purchase: 'Purchase',
	vendorcredit: 'VendorCredit',
};
/** Of a document that is gone nobody knows what stood on it; sent by e-mail, it moves nothing. */
const IDLE = /^(delete|email)/i;

interface News {
	company: string;
	entity: string;
	id: string;
	operation: string;
	at: string;
	key: string;
}

export const webhook: WebhookSource = {
	steps: [
		'Copy the Production URL shown above in this node.',
		'Open your app in the Intuit developer portal, choose Webhooks there, for Production or Development as in the credential, and enter that URL as the endpoint.',
		'Choose the entities Item, Invoice, Sales Receipt, Credit Memo, Refund Receipt, Bill, Purchase and Vendor Credit with all their operations, and save.',
		'Show the verifier token there, and copy it into Webhook Verifier Token of the credential.',
	],
	verify: signedBy({ header: 'intuit-signature', algorithm: 'sha256', encoding: 'base64' }),
	secret: ({ webhookVerifierToken }) => asText(webhookVerifierToken),
	answerWithinMs: 3_000,
	redelivers: true,

	/** The content type may be one of two and says nothing (sheet, section 10). */
	parse({ rawBody }, _scope, account) {
		const body = parseJson(rawBody.toString('utf8'));
		const news = Array.isArray(body) ? body.map(cloudEvent) : legacy(asObject(body));
		const references = news
			.filter(({ company }) => !account?.company || company === account.company)
			.filter(({ id }) => /^\d+$/.test(id))
			.flatMap(toReference);
		return { readings: [], references };
	},

	/** Items by themselves, and those on the lines of documents; each once, as the last of its news. */
	async lookUp(call, references) {
		const concerned = new Map<string, StockReference>();
		for (const { id, reference } of await itemsOf(call, references))
			concerned.set(id, { ...reference, key: `${reference.key}|${id}` });
		const items = await itemsById(call, [...concerned.keys()]);
		return items.flatMap((item) => {
			const reference = concerned.get(asText(item.Id));
			if (!reference) return [];
			const { key, occurredAt } = reference;
			return [{ ...toReading(item), key, occurredAt }];
		});
	},
};

function cloudEvent(value: unknown): News {
	const { id, type, time, intuitentityid, intuitaccountid } = asObject(value);
	const [, entity = '', operation = ''] = /^qbo\.(\w+)\.(\w+)/i.exec(asText(type)) ?? [];
	return {
		company: asText(intuitaccountid),
		entity: entity.toLowerCase(),
		id: asText(intuitentityid),
		operation,
		at: asText(time),
		key: asText(id) || [intuitaccountid, type, intuitentityid, time].map(asText).join('|'),
	};
}

/** Retired in July 2026; some apps may be behind (sheet, section 10). */
function legacy({ eventNotifications }: IDataObject): News[] {
	return asList(eventNotifications).flatMap(({ realmId, dataChangeEvent }) =>
		asList(asObject(dataChangeEvent).entities).map(({ name, id, operation, lastUpdated }) => ({
			company: asText(realmId),
			entity: asText(name).toLowerCase(),
			id: asText(id),
			operation: asText(operation),
			at: asText(lastUpdated),
			key: [realmId, name, id, operation, lastUpdated].map(asText).join('|'),
		})),
	);
}

function toReference({ entity, id, operation, at, key }: News): StockReference[] {
	const name = Object.hasOwn(ENTITIES, entity) ? ENTITIES[entity] : undefined;
	if (name === undefined || (name !== 'Item' && IDLE.test(operation))) return [];
	const date = new Date(at);
	return [
		{
			id: name === 'Item' ? id : `${name} ${id}`,
			...(Number.isNaN(date.getTime()) ? {} : { occurredAt: date.toISOString() }),
			key,
			quantity: null,
		},
	];
}

/** Ids of the items that each of the news is about. */
async function itemsOf(
	call: Call,
	references: readonly StockReference[],
): Promise<Array<{ id: string; reference: StockReference }>> {
	const byEntity = Map.groupBy(references, ({ id }) => (id.includes(' ') ? id.split(' ')[0] : ''));
	const found = [...byEntity].map(async ([entity, some]) => {
		if (entity === '') return some.map((reference) => ({ id: reference.id, reference }));
		const byId = new Map(some.map((reference) => [reference.id.split(' ')[1], reference]));
		const parts = chunk([...byId.keys()], MOST_IDS).map(
			async (part) => await query(call, entity, `Id in ${oneOf(part)}`),
		);
		return (await Promise.all(parts)).flat().flatMap((row) => {
			const reference = byId.get(asText(row.Id));
			return reference ? itemIdsOf(row).map((id) => ({ id, reference })) : [];
		});
	});
	return (await Promise.all(found)).flat();
}
