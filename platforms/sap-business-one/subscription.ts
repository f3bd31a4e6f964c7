import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { isLoopback } from '../../http/address';
import { asList, asObject, asText, type Call } from '../../http/answer';
import {
	ChannelProblem,
	problemOf,
	rethrow,
	type Problem,
	type ProblemKind,
} from '../../http/problem';
import type { Registration } from '../webhookSource';
import { DOCUMENTS } from './documents';
import { entity } from './fields';
import { everything } from './lists';

const SET = 'EventSubscriptions';
const DOCUMENT_TOPIC = 'Documents';
const ITEM_TOPIC = 'Items';

/** What is subscribed to, by topic and entity set. Orders to suppliers come with the documents. */
const WANTED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
	[DOCUMENT_TOPIC]: {
		...Object.fromEntries(Object.entries(DOCUMENTS).map(([set, { events }]) => [set, events])),
		PurchaseOrders: ['Created', 'Updated', 'Closed', 'Cancelled', 'Reopened'],
	},
	[ITEM_TOPIC]: { Items: ['Updated'] },
};

/** What a company may answer whose webhooks are switched off; no code for it is documented. */
const WHILE_OFF: ReadonlySet<ProblemKind> = new Set(['refused', 'notFound', 'invalid']);

/** An address may be used once in a company (sheet, section 10), so both topics share one subscription. */
export const registration: Registration = {
	topics: { stock: DOCUMENT_TOPIC, status: ITEM_TOPIC },

	refusesAddress({ protocol, hostname }) {
		if (protocol === 'https:' && !isLoopback(hostname)) return undefined;
		return {
			kind: 'refused',
			message: `SAP Business One only calls https addresses that its server can reach, not ${protocol}//${hostname}.`,
			nextStep:
				'Give n8n an https address with a valid certificate, and set it as WEBHOOK_URL of n8n.',
		};
	},

	async find(call, url) {
		return (await subscriptionsAt(call, url)).flatMap((subscription) =>
			Object.keys(WANTED)
				.filter((topic) => eventsOf(subscription).some((event) => belongs(event, topic)))
				.map((topic) => ({
					id: asText(subscription.WebhookID),
					topic,
					active: subscription.State === 'Active',
				})),
		);
	},

	async create(call, { url, topic, secret }) {
		const EventCollection = await offered(call, topic);
		const [known] = await subscriptionsAt(call, url);
		const id = known ? asText(known.WebhookID) : idOf(url);
		try {
			await call(
				known
					? { method: 'PATCH', path: entity(SET, id), body: { EventCollection }, repeatable: true }
					: {
							method: 'POST',
							path: `/${SET}`,
							body: {
								WebhookID: id,
								WebhookURL: url,
								AuthenticationType: 'HMAC',
								AuthenticationCred: JSON.stringify({ Key: secret, Algorithm: 'HMACSha256' }),
								Handshake: 'tYES',
								VerifyCertificate: 'tYES',
								EventCollection,
							},
						},
			);
		} catch (error) {
			const mayBeOff = WHILE_OFF.has(problemOf(error).kind) && (await isSwitchedOff(call));
			return rethrow(mayBeOff ? new ChannelProblem(switchedOff()) : error);
		}
		return { id, topic, active: true };
	},

	/** Both topics may ask for it; the second time there is nothing to do. */
	async enable(call, { id }) {
		const { State } = asObject((await call({ method: 'GET', path: entity(SET, id) })).body);
		if (State !== 'Active') await act(call, id, 'Resume');
	},

	async remove(call, { id, topic }) {
		try {
			const path = entity(SET, id);
			const subscription = asObject((await call({ method: 'GET', path })).body);
			const left = eventsOf(subscription).filter((event) => !belongs(event, topic));
			if (left.length > 0) {
				await call({
					method: 'PATCH',
					path,
					headers: { 'b1s-replacecollectionsonpatch': 'true' },
					body: { EventCollection: left },
					repeatable: true,
				});
				return;
			}
			// Only a paused one can be deleted (sheet, section 10).
			if (subscription.State !== 'Inactive') await act(call, id, 'Pause');
			await call({ method: 'DELETE', path, repeatable: true });
		} catch (error) {
			if (problemOf(error).kind !== 'notFound') rethrow(error);
		}
	},
};

async function act(call: Call, id: string, action: 'Pause' | 'Resume'): Promise<void> {
	await call({ method: 'POST', path: `${entity(SET, id)}/${action}`, repeatable: true });
}

/** The same for the same address, so that what was made without our hearing of it is not made twice. */
const idOf = (url: string): string =>
	`n8n-stockout-${createHash('sha256').update(url).digest('hex').slice(0, 16)}`;

const eventsOf = ({ EventCollection }: IDataObject): IDataObject[] => asList(EventCollection);

const belongs = ({ BusinessObject }: IDataObject, topic: string): boolean =>
	Object.hasOwn(WANTED[topic], asText(BusinessObject));

async function subscriptionsAt(call: Call, url: string): Promise<IDataObject[]> {
	try {
		const rows = await everything(call, `/${SET}`, {});
		return rows.filter(({ WebhookURL }) => WebhookURL === url);
	} catch (error) {
		const { kind } = problemOf(error);
		// An older server does not know this set at all.
		if (kind === 'notFound' || kind === 'invalid') return rethrow(new ChannelProblem(tooOld()));
		return rethrow(error);
	}
}

/** Of what is wanted all that this company's catalogue has; one word it does not know would spoil the whole subscription. */
async function offered(call: Call, topic: string): Promise<IDataObject[]> {
	const catalogue = await everything(call, '/EventSubscriptionsService_GetEventCatalog', {});
	const events = catalogue.flatMap(({ BusinessObject, TransactionTypes }) => {
		const object = asText(BusinessObject);
		const wanted = Object.hasOwn(WANTED[topic], object) ? WANTED[topic][object] : [];
		const known = typesOf(TransactionTypes);
		return wanted
			.filter((type) => known.has(type))
			.map((TransactionType) => ({ BusinessObject: object, TransactionType }));
	});
	if (events.length > 0) return events;
	throw new ChannelProblem({
		kind: 'refused',
		message: `This SAP Business One company offers no news of ${topic === ITEM_TOPIC ? 'items' : 'documents that move stock'}.`,
		nextStep:
			topic === ITEM_TOPIC
				? "Leave 'Marked Unavailable' out of 'Trigger On', or use the Stock Level Trigger."
				: 'Use the Stock Level Trigger, or let the administrator look at the event catalog.',
	});
}

/** As a list, or as one text. */
const typesOf = (value: unknown): ReadonlySet<string> =>
	new Set((Array.isArray(value) ? value : asText(value).split(/[,;\s]+/)).map(asText));

/** Asked only after a refusal, since every company has it off at first. */
async function isSwitchedOff(call: Call): Promise<boolean> {
	try {
		const { body } = await call({
			method: 'POST',
			path: '/CompanyService_GetAdminInfo',
			repeatable: true,
		});
		const { AdminInfo = body } = asObject(body);
		return asObject(AdminInfo).EnableWebhook === 'tNO';
	} catch {
		// Not allowed to know: what SAP itself said stands.
		return false;
	}
}

const switchedOff = (): Problem => ({
	kind: 'refused',
	message: 'Webhooks are switched off in this SAP Business One company.',
	nextStep:
		'Let the administrator install the Webhook Messenger and enable webhooks for the company (CompanyService_UpdateAdminInfo, EnableWebhook), then publish the workflow again.',
});

const tooOld = (): Problem => ({
	kind: 'refused',
	message: 'This SAP Business One server has no webhooks; they came with 10.0 FP 2602.',
	nextStep: 'Use the Stock Level Trigger, or have the server updated.',
});
