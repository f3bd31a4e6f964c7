import { randomBytes } from 'node:crypto';
import { NodeOperationError, type IDataObject, type IHookFunctions } from 'n8n-workflow';

import { isLoopback } from '../../http/address';
import type { Call } from '../../http/answer';
import { connect, type Account, type Service } from '../../http/client';
import { problemOf, type Problem } from '../../http/problem';
import { platformById } from '../../platforms';
import type { Hook, Registration, WebhookSource } from '../../platforms/webhookSource';
import { accountOf, dropWatch, noteWatch } from '../webhookWatch';
import { forgetSkusAt } from './knownSkus';

/** Kept in the node's static data; the one of a test listen is apart from the production one. */
export interface Kept extends IDataObject {
	/** Ids of our hooks, by topic. */
	hooks?: Record<string, string>;
	/** What deliveries are signed with, where we made it or the platform handed it out. */
	secrets?: string[];
}

/** One per topic, and those of hooks that are being replaced. */
const MOST_SECRETS = 4;

interface Registrar {
	source: string;
	webhook: WebhookSource;
	registration: Registration;
	service: Service;
	call: Call;
	account: Account;
	url: string;
	kept: Kept;
	topics: string[];
}

/** Undefined for sources that nobody registers: their address is pasted into the other system. */
async function registrar(context: IHookFunctions): Promise<Registrar | undefined> {
	const source = String(context.getNodeParameter('source'));
	const platform = platformById(source);
	if (!platform?.webhook?.registration || !platform.service) return undefined;
	const { registration } = platform.webhook;
	const { call, account } = await connect(context, platform.service);
	const wanted = context.getNodeParameter('triggerOn', []) as string[];
	const { stock, status } = registration.topics;
	const topics = [stock].flat();
	return {
		source,
		webhook: platform.webhook,
		registration,
		service: platform.service,
		call,
		account,
		url: String(context.getNodeWebhookUrl('default')),
		kept: context.getWorkflowStaticData('node') as Kept,
		topics: status !== undefined && wanted.includes('unavailable') ? [...topics, status] : topics,
	};
}

/**
 * Looks for hooks with exactly our address, so that a test listen never takes the production ones for its own. Switches on again what
 * the platform switched off; without their secret they are worthless and made anew.
 */
export async function isRegistered(context: IHookFunctions): Promise<boolean> {
	return await explained(context, async () => {
		const at = await registrar(context);
		if (!at) return true;
		const { webhook, registration, call, url, kept, topics } = at;
		const found = await registration.find(call, url);
		const isKeyLost = typeof webhook.secret === 'string' && !kept.secrets?.length;
		const ours = new Map<string, Hook>();
		for (const topic of isKeyLost ? [] : topics) {
			const same = found.filter((hook) => hook.topic === topic);
			const hook = same.find(({ id }) => id === kept.hooks?.[topic]) ?? same[0];
			if (hook) ours.set(topic, hook);
		}
		// Twice the same address and topic would deliver every event twice; a topic that is not wanted any more would deliver for nothing.
		for (const hook of found)
			if (ours.get(hook.topic) !== hook) await registration.remove(call, hook);
		for (const hook of ours.values()) if (!hook.active) await registration.enable?.(call, hook);
		keep(kept, ours);
		if (webhook.secret === 'theirs') renewSecrets(kept, [...ours.values()]);
		if (ours.size < topics.length) return false;
		watch(context, at);
		return true;
	});
}

export async function register(context: IHookFunctions): Promise<boolean> {
	return await explained(context, async () => {
		const at = await registrar(context);
		if (!at) return true;
		const { webhook, registration, service, call, account, url, kept, topics } = at;
		const credential = await context.getCredentials(service.credential);
		const address = new URL(url);
		// A platform on this very computer reaches local addresses, those on the internet do not.
		const refused = isLoopback(new URL(service.baseUrl(credential)).hostname)
			? undefined
			: registration.refusesAddress?.(address);
		if (refused) throw asError(context, refused);
		const secrets = secretsOf(webhook, kept, credential);
		if (webhook.secret !== 'theirs' && secrets.length === 0)
			throw asError(context, noSecret(service.name));
		const hooks = new Map(Object.entries(kept.hooks ?? {}).map(([topic, id]) => [topic, { id }]));
		for (const topic of topics) {
			if (hooks.has(topic)) continue;
			const secret = webhook.secret === 'theirs' ? '' : secrets[0];
			const hook = await registration.create(call, { url, topic, secret }, account);
			hooks.set(topic, hook);
			// At once, so that a failure with the next topic does not lose this one.
			keep(kept, hooks);
			if (webhook.secret === 'ours') keepSecret(kept, secret);
			if (webhook.secret === 'theirs' && hook.secret) keepSecret(kept, hook.secret);
		}
		watch(context, at);
		return true;
	});
}

/** What is gone already is fine; what cannot be removed is said aloud, since it would go on calling. */
export async function unregister(context: IHookFunctions): Promise<boolean> {
	return await explained(context, async () => {
		const address = String(context.getNodeWebhookUrl('default'));
		dropWatch(address);
		forgetSkusAt(address);
		const at = await registrar(context);
		if (!at) return true;
		const { registration, call, url, kept } = at;
		for (const hook of await registration.find(call, url)) await registration.remove(call, hook);
		delete kept.hooks;
		delete kept.secrets;
		return true;
	});
}

/** A test listen lasts two minutes: nobody has to look after it. */
function watch(context: IHookFunctions, { source, service, url }: Registrar): void {
	if (context.getMode() === 'manual') return;
	noteWatch({ source, account: accountOf(context, service.credential), url });
}

function keep(kept: Kept, hooks: ReadonlyMap<string, Pick<Hook, 'id'>>): void {
	kept.hooks = Object.fromEntries([...hooks].map(([topic, { id }]) => [topic, id]));
}

/** Each once, the newest last; only a change is written. */
function keepSecret(kept: Kept, secret: string): void {
	const known = kept.secrets ?? [];
	if (!known.includes(secret)) kept.secrets = [...known, secret].slice(-MOST_SECRETS);
}

/** A key that was exchanged on the platform counts from now on; what it replaced may have leaked and counts no more. */
function renewSecrets(kept: Kept, hooks: readonly Hook[]): void {
	const shown = hooks.flatMap(({ secret }) => (secret ? [secret] : []));
	if (shown.length === 0 || shown.length < hooks.length) return;
	const isKnown = shown.every((secret) => kept.secrets?.includes(secret));
	if (!isKnown || kept.secrets?.length !== new Set(shown).size) kept.secrets = [...new Set(shown)];
}

/** The keys a delivery may be signed with; when registering, a new one where we make it. */
function secretsOf(
	webhook: WebhookSource,
	kept: Kept,
	credential: Parameters<Exclude<WebhookSource['secret'], string>>[0],
): string[] {
	if (webhook.secret === 'ours')
		return kept.secrets?.length ? kept.secrets : [randomBytes(24).toString('hex')];
	if (webhook.secret === 'theirs') return [...(kept.secrets ?? [])];
	return [webhook.secret(credential)].flat().filter(Boolean);
}

async function explained(context: IHookFunctions, work: () => Promise<boolean>): Promise<boolean> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof NodeOperationError) throw passOn(error);
		const problem = problemOf(error);
		context.logger.warn(`Stock-Out Trigger: ${problem.message}`);
		throw asError(context, problem);
	}
}

const passOn = (error: NodeOperationError): NodeOperationError => error;

function asError(context: IHookFunctions, { message, nextStep }: Problem): NodeOperationError {
	return new NodeOperationError(context.getNode(), message, { description: nextStep });
}

const noSecret = (name: string): Problem => ({
	kind: 'invalid',
	message: `The ${name} credential has no secret to check webhooks with.`,
	nextStep: 'Fill in the secret in the credential and save it.',
});
