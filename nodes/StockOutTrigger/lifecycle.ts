import { randomBytes } from 'node:crypto';
import { NodeOperationError, type IDataObject, type IHookFunctions } from 'n8n-workflow';

import { isLoopback } from '../../http/address';
import type { Call } from '../../http/answer';
import { connect, type Service } from '../../http/client';
import { problemOf, type Problem } from '../../http/problem';
import { platformById } from '../../platforms';
import type { WebhookSource } from '../../platforms/webhookSource';

/** Kept in the node's static data; the one of a test listen is apart from the production one. */
interface Registration extends IDataObject {
	hookId?: string;
	/** Made by us, for platforms that let the caller choose it. */
	secret?: string;
}

interface Registrar {
	webhook: WebhookSource;
	service: Service;
	call: Call;
	url: string;
	kept: Registration;
}

/** Undefined for sources that nobody registers: their address is pasted into the other system. */
async function registrar(context: IHookFunctions): Promise<Registrar | undefined> {
	const platform = platformById(String(context.getNodeParameter('source')));
	if (!platform?.webhook || !platform.service) return undefined;
	const { call } = await connect(context, platform.service);
	return {
		webhook: platform.webhook,
		service: platform.service,
		call,
		url: String(context.getNodeWebhookUrl('default')),
		kept: context.getWorkflowStaticData('node') as Registration,
	};
}

/**
 * Looks for a hook with exactly our address, so that a test listen never takes the production one for its own. Switches it on again
 * if the platform switched it off; without its secret it is worthless and made anew.
 */
export async function isRegistered(context: IHookFunctions): Promise<boolean> {
	return await explained(context, async () => {
		const at = await registrar(context);
		if (!at) return true;
		const { webhook, call, url, kept } = at;
		const hooks = await webhook.find(call, url);
		if (hooks.length === 0) return false;
		if (webhook.secret === 'ours' && !kept.secret) {
			for (const hook of hooks) await webhook.remove(call, hook);
			return false;
		}
		const ours = hooks.find(({ id }) => id === kept.hookId) ?? hooks[0];
		// Twice the same address would deliver every event twice.
		for (const hook of hooks) if (hook !== ours) await webhook.remove(call, hook);
		if (!ours.active) await webhook.enable?.(call, ours);
		kept.hookId = ours.id;
		return true;
	});
}

export async function register(context: IHookFunctions): Promise<boolean> {
	return await explained(context, async () => {
		const at = await registrar(context);
		if (!at) return true;
		const { webhook, service, call, url, kept } = at;
		const credential = await context.getCredentials(service.credential);
		const address = new URL(url);
		// A platform on this very computer reaches local addresses, those on the internet do not.
		const refused = isLoopback(new URL(service.baseUrl(credential)).hostname)
			? undefined
			: webhook.refusesAddress?.(address);
		if (refused) throw asError(context, refused);
		const secret =
			webhook.secret === 'ours' ? randomBytes(24).toString('hex') : webhook.secret(credential);
		if (secret === '') throw asError(context, noSecret(service.name));
		const hook = await webhook.create(call, url, secret);
		kept.hookId = hook.id;
		if (webhook.secret === 'ours') kept.secret = secret;
		return true;
	});
}

/** What is gone already is fine; what cannot be removed is said aloud, since it would go on calling. */
export async function unregister(context: IHookFunctions): Promise<boolean> {
	return await explained(context, async () => {
		const at = await registrar(context);
		if (!at) return true;
		const { webhook, call, url, kept } = at;
		for (const hook of await webhook.find(call, url)) await webhook.remove(call, hook);
		delete kept.hookId;
		delete kept.secret;
		return true;
	});
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
