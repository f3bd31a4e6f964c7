import type { IDataObject } from 'n8n-workflow';

import { isLoopback } from '../../http/address';
import { asList, asObject, asText, type ApiRequest, type Call } from '../../http/answer';
import { ChannelProblem, rethrow, type Problem } from '../../http/problem';
import type { Hook, Registration } from '../webhookSource';
import { NOTIFICATION } from './hosts';

/** One notification for each line of an order; no topic tells a seller that stock changed (sheet, section 10). */
export const TOPIC = 'ORDER_CONFIRMATION';
const ENABLED = 'ENABLED';
const PAGE = '100';
/** An address that eBay gave up or that was switched off gets nothing, so nobody misses it. */
const DEAD = new Set(['MARKED_DOWN', 'DISABLED', '']);

/** The address and what is subscribed to it are two things to eBay; ours are known by both ids. */
interface Ids {
	destination: string;
	subscription: string;
}
const toId = ({ destination, subscription }: Ids): string => `${destination}/${subscription}`;
const idsOf = ({ id }: Pick<Hook, 'id'>): Ids => {
	const [destination = '', subscription = ''] = id.split('/');
	return { destination, subscription };
};

export const registration: Registration = {
	topics: { stock: TOPIC },

	refusesAddress({ protocol, hostname }) {
		if (protocol === 'https:' && !isLoopback(hostname)) return undefined;
		return {
			kind: 'refused',
			message: `eBay only calls public https addresses, not ${protocol}//${hostname}.`,
			nextStep: 'Put n8n behind a public https address and set it as WEBHOOK_URL of n8n.',
		};
	},

	async find(call, url) {
		const ours = (await destinations(call)).filter((one) => endpointOf(one) === url);
		if (ours.length === 0) return [];
		const existing = await subscriptions(call);
		return ours.map(({ destinationId, status }) => {
			const own = existing.find((one) => one.destinationId === destinationId);
			const ids = {
				destination: asText(destinationId),
				subscription: asText(own?.subscriptionId),
			};
			const active = status === ENABLED && own?.status === ENABLED;
			return { id: toId(ids), topic: TOPIC, active };
		});
	},

	async create(call, { url, secret }, account = {}) {
		await wantAlertEmail(call, account.alertEmail ?? '');
		const known = (await destinations(call)).find((one) => endpointOf(one) === url);
		const destination = known
			? asText(known.destinationId)
			: await createDestination(call, url, secret);
		try {
			const subscription = await subscribe(call, destination);
			return { id: toId({ destination, subscription }), topic: TOPIC, active: true };
		} catch (error) {
			// Nothing may be left behind that eBay would go on calling.
			if (!known) await remove(call, `/destination/${destination}`);
			return rethrow(error);
		}
	},

	async enable(call, hook) {
		const { destination, subscription } = idsOf(hook);
		const path = `${NOTIFICATION}/destination/${destination}`;
		const { name, status, deliveryConfig } = asObject((await call({ method: 'GET', path })).body);
		if (status !== ENABLED)
			await call({ method: 'PUT', path, body: { name, status: ENABLED, deliveryConfig } });
		if (subscription === '') {
			await subscribe(call, destination);
			return;
		}
		const own = `${NOTIFICATION}/subscription/${subscription}`;
		if (asObject((await call({ method: 'GET', path: own })).body).status !== ENABLED)
			await call({ method: 'POST', path: `${own}/enable`, repeatable: true });
	},

	/** In this order: an address in use is not removed (sheet, section 10). */
	async remove(call, hook) {
		const { destination, subscription } = idsOf(hook);
		if (subscription) await remove(call, `/subscription/${subscription}`);
		await remove(call, `/destination/${destination}`);
	},
};

const endpointOf = ({ deliveryConfig }: IDataObject): string =>
	asText(asObject(deliveryConfig).endpoint);

const destinations = async (call: Call): Promise<IDataObject[]> =>
	await pages(call, '/destination', 'destinations');

const subscriptions = async (call: Call): Promise<IDataObject[]> =>
	(await pages(call, '/subscription', 'subscriptions')).filter(({ topicId }) => topicId === TOPIC);

/** Where the next page is, only its query is taken: the login goes to no address that was handed out. */
async function pages(call: Call, path: string, member: string): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	let query: Record<string, string> | undefined = { limit: PAGE };
	const seen = new Set<string>();
	while (query) {
		const answer = await call({ method: 'GET', path: `${NOTIFICATION}${path}`, query });
		const body = asObject(answer.body);
		rows.push(...asList(body[member]));
		const next = URL.parse(asText(body.next), 'https://api.ebay.com')?.search ?? '';
		query =
			next === '' || seen.has(next) ? undefined : Object.fromEntries(new URLSearchParams(next));
		seen.add(next);
	}
	return rows;
}

/** eBay sends nothing before it knows whom to write to when it cannot deliver (sheet, section 10). */
async function wantAlertEmail(call: Call, alertEmail: string): Promise<void> {
	const path = `${NOTIFICATION}/config`;
	try {
		if (asText(asObject((await call({ method: 'GET', path })).body).alertEmail)) return;
	} catch (error) {
		const none = error instanceof ChannelProblem && error.problem.kind === 'notFound';
		if (!none) rethrow(error);
	}
	if (alertEmail === '')
		throw new ChannelProblem({
			kind: 'refused',
			message: 'eBay sends no notifications before it has an email address for its alerts.',
			nextStep: "Fill in 'Alert Email' in the eBay credential, then publish the workflow again.",
		});
	await call({ method: 'PUT', path, body: { alertEmail }, repeatable: true });
}

/** eBay tries the address while this request is under way. */
async function createDestination(call: Call, url: string, secret: string): Promise<string> {
	try {
		return await createdBy(call, {
			method: 'POST',
			path: `${NOTIFICATION}/destination`,
			body: {
				name: 'n8n Stock-Out Trigger',
				status: ENABLED,
				deliveryConfig: { endpoint: url, verificationToken: secret },
			},
		});
	} catch (error) {
		const { problem } = error instanceof ChannelProblem ? error : {};
		if (problem?.kind !== 'invalid') return rethrow(error);
		return rethrow(
			new ChannelProblem({
				kind: 'refused',
				message: `eBay did not take the address of this node. ${problem.message}`,
				nextStep:
					'eBay calls the address while it is registered: put n8n behind a public https address, set it as WEBHOOK_URL of n8n, and publish the workflow again.',
			}),
		);
	}
}

/** One for each app and topic (sheet, section 10): a living one of somebody else is not taken away. */
async function subscribe(call: Call, destinationId: string): Promise<string> {
	const body = {
		status: ENABLED,
		destinationId,
		payload: { format: 'JSON', schemaVersion: '1.0', deliveryProtocol: 'HTTPS' },
	};
	try {
		return await createdBy(call, {
			method: 'POST',
			path: `${NOTIFICATION}/subscription`,
			body: { topicId: TOPIC, ...body },
		});
	} catch (error) {
		const isTaken = error instanceof ChannelProblem && error.problem.kind === 'conflict';
		const [holder] = isTaken ? await subscriptions(call) : [];
		if (!holder) return rethrow(error);
		const place = (await destinations(call)).find(
			(one) => one.destinationId === holder.destinationId,
		);
		if (!DEAD.has(asText(place?.status)))
			return rethrow(new ChannelProblem(taken(endpointOf(place ?? {}))));
		const id = asText(holder.subscriptionId);
		await call({
			method: 'PUT',
			path: `${NOTIFICATION}/subscription/${id}`,
			body,
			repeatable: true,
		});
		return id;
	}
}

const taken = (endpoint: string): Problem => ({
	kind: 'refused',
	message: `eBay keeps one subscription for the orders of an app, and another workflow has it (${URL.parse(endpoint)?.host ?? 'address unknown'}).`,
	nextStep:
		'Unpublish the workflow that listens to this eBay account, or give this one a keyset of its own; while a published workflow listens, the editor cannot.',
});

/** The id of what was made is the end of its address. */
async function createdBy(call: Call, request: ApiRequest): Promise<string> {
	const { headers } = await call(request);
	const id = (headers.location ?? '').split('/').pop() ?? '';
	if (/^[\w-]+$/.test(id)) return id;
	throw new ChannelProblem({
		kind: 'unknown',
		message: 'eBay took the webhook, but did not say how it is called.',
		nextStep: 'Unpublish the workflow and publish it again; report this message if it goes on.',
	});
}

async function remove(call: Call, path: string): Promise<void> {
	try {
		await call({ method: 'DELETE', path: `${NOTIFICATION}${path}`, repeatable: true });
	} catch (error) {
		const gone = error instanceof ChannelProblem && error.problem.kind === 'notFound';
		if (!gone) rethrow(error);
	}
}
